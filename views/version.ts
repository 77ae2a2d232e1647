// The version that the pages show: the package's own.

import packageJson from "../package.json" with { type: "json" };

export const VERSION: string = packageJson.version;
