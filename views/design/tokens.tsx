// Type, spacing and colours, each by the name that the style sheets use.

const SIZES = [
  { name: "display", pixels: 40, use: "the sentence of the start page" },
  { name: "title", pixels: 28, use: "a page’s title" },
  { name: "large", pixels: 20, use: "a section’s title" },
  { name: "body", pixels: 16, use: "what is read; line height 1.5" },
  { name: "note", pixels: 14, use: "labels and quieter words" },
  { name: "small", pixels: 12, use: "tips and badges, never more than a few words" },
] as const;

const STEPS = [4, 8, 12, 16, 20, 24, 32, 48] as const;

const COLOURS = [
  { name: "surface", use: "the ground" },
  { name: "surface-raised", use: "cards, fields" },
  { name: "surface-sunken", use: "wells, keys" },
  { name: "text", use: "what is read" },
  { name: "text-quiet", use: "what may be passed over; 4.5:1 all the same" },
  { name: "line", use: "between things" },
  { name: "line-strong", use: "around what can be used; 3:1" },
  { name: "accent", use: "the one thing to do next, links, focus" },
  { name: "accent-soft", use: "chosen, hovered" },
  { name: "positive", use: "checked, connected" },
  { name: "warning", use: "needs a look" },
  { name: "warning-soft", use: "the ground of a note" },
  { name: "danger", use: "words of what can’t be taken back" },
  { name: "danger-fill", use: "its button" },
  { name: "speaking", use: "the ring of who speaks" },
] as const;

export function Type() {
  return (
    <section aria-labelledby="type">
      <h2 id="type">Type</h2>
      <p class="text-quiet">The system’s own faces, one scale. Times in tabular figures.</p>
      <dl class="sizes">
        {SIZES.map(({ name, pixels, use }) => (
          <div>
            <dt class={`size-${name}`}>{name}</dt>
            <dd class="text-quiet small">
              {pixels} px: {use}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Spacing() {
  return (
    <section aria-labelledby="spacing">
      <h2 id="spacing">Spacing and corners</h2>
      <p class="text-quiet">
        Steps of 4 px. Corners of 8 px on controls, 16 px on cards and tiles. One soft shadow, for
        what floats; in the dark a border instead.
      </p>
      <ul class="steps">
        {STEPS.map((step) => (
          <li>
            <span class={`step step-${step}`} />
            <span class="small">{step}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Colours() {
  return (
    <ul class="swatches" aria-label="Colours">
      {COLOURS.map(({ name, use }) => (
        <li>
          <span class={`swatch swatch-${name}`} />
          <span>
            <span class="code small">{name}</span>
            <span class="text-quiet small">{use}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
