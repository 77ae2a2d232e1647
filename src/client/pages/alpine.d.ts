// The part of @alpinejs/csp that we use; the package brings no types of its own.

declare module "@alpinejs/csp" {
  export type DirectiveTools = {
    readonly effect: (callback: () => void) => void;
    readonly cleanup: (callback: () => void) => void;
    /** Gives the value of the directive's expression to `receive`. */
    readonly evaluateLater: (expression: string) => (receive: (value: unknown) => void) => void;
  };

  const Alpine: {
    data(name: string, component: () => object): void;
    directive(
      name: string,
      handler: (
        element: HTMLElement,
        directive: { readonly expression: string },
        tools: DirectiveTools,
      ) => void,
    ): void;
    start(): void;
  };
  export default Alpine;
}
