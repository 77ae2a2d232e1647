// The picture of the home page: the mark as a door ajar, with warm light between two people.

import type { Assets } from "../assets.ts";

export function HeroArt({ assets }: { assets: Assets }) {
  return (
    <svg class="hero-art" viewBox="0 0 320 320" aria-hidden="true">
      <defs>
        <radialGradient id="hero-light" cx="50%" cy="38%" r="62%">
          <stop offset="0" class="hero-light-core" />
          <stop offset="1" class="hero-light-rim" />
        </radialGradient>
      </defs>
      <path
        class="hero-halo"
        d="M20 300V150a140 140 0 0 1 280 0v150a14 14 0 0 1-14 14H34a14 14 0 0 1-14-14z"
      />
      <path
        fill="url(#hero-light)"
        d="M64 286V144a96 96 0 0 1 192 0v142a10 10 0 0 1-10 10H74a10 10 0 0 1-10-10z"
      />
      <use
        class="hero-mark"
        href={`${assets.url("icons.svg")}#mark`}
        x="38"
        y="28"
        width="244"
        height="290"
      />
    </svg>
  );
}
