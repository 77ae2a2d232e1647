// How loud the microphone is, in five bars: proof that one can be heard.

export function LevelBars() {
  return (
    <div class="level-bars" x-bind:data-level="own.level" aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
