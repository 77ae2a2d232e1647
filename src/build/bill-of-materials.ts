// The list of what is inside the program (CycloneDX 1.5): every package that it may hold, with the hash of what was installed.

/** Of bun.lock: name and version, where from, what it needs, integrity. */
type LockEntry = readonly [
  id: string,
  source: string,
  needs: { readonly dependencies?: Names; readonly peerDependencies?: Names },
  integrity: string,
];
type Names = Readonly<Record<string, string>>;
type Lock = {
  readonly workspaces: { readonly "": { readonly dependencies: Names } };
  readonly packages: Readonly<Record<string, LockEntry>>;
};

/** bun.lock is JSON with commas before closing brackets. */
function parseLock(text: string): Lock {
  return JSON.parse(text.replace(/,(\s*[}\]])/g, "$1"));
}

/** The keys of `packages` that the product needs; a package of one's own version is `parent/name`. */
function reached({ workspaces, packages }: Lock): readonly string[] {
  const found = new Set<string>();
  const add = (parent: string, name: string) => {
    const key = [`${parent}/${name}`, name].find((each) => each in packages);
    if (key === undefined || found.has(key)) return;
    found.add(key);
    const { dependencies = {}, peerDependencies = {} } = packages[key]?.[2] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) add(key, needed);
  };
  for (const name of Object.keys(workspaces[""].dependencies)) add("", name);
  return [...found].sort();
}

function component([id, , , integrity]: LockEntry) {
  const at = id.lastIndexOf("@");
  const [name, version] = [id.slice(0, at), id.slice(at + 1)];
  const content = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
  return {
    type: "library",
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    hashes: [{ alg: "SHA-512", content }],
  };
}

/** @param lockText bun.lock. @param runtime the version of Bun inside. @returns JSON, the same for the same lock. */
export function billOfMaterials(lockText: string, version: string, runtime: string): string {
  const lock = parseLock(lockText);
  const libraries = reached(lock).flatMap((key) => {
    const entry = lock.packages[key];
    return entry === undefined ? [] : [component(entry)];
  });
  const bun = { type: "framework", name: "bun", version: runtime, purl: `pkg:npm/bun@${runtime}` };
  const bill = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { type: "application", name: "conclave", version } },
    components: [bun, ...libraries],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}
