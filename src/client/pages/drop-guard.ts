// Keeps a file that is dropped beside its place from replacing the page, and ending the call.

/** Fields take what is dropped on them. */
export function guardDrops(target: EventTarget): void {
  for (const type of ["dragover", "drop"]) {
    target.addEventListener(type, (event) => {
      const isField = event.target instanceof HTMLInputElement;
      const isFile = event instanceof DragEvent && event.dataTransfer?.types.includes("Files");
      if (isFile && !isField) event.preventDefault();
    });
  }
}
