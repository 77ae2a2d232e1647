// The service worker: explains, when there is no network, why there is no meeting; and does nothing else.

// The trap to avoid is code of yesterday that a browser keeps and runs. Nothing that runs is ever
// kept here: one page without scripts, its style sheet and its icons, and those of this build only.

const OFFLINE_PAGE = "/offline";
const STILL_FILES = ["app.css", "icons.svg", "favicon.svg"];

/** What is kept of one build. */
class OfflineFiles {
  readonly #name: string;
  readonly #paths: readonly string[];

  constructor(build: string) {
    this.#name = `conclave offline ${build}`;
    this.#paths = STILL_FILES.map((name) => `/assets/${build}/${name}`);
  }

  has(path: string): boolean {
    return this.#paths.includes(path);
  }

  async keep(): Promise<void> {
    const cache = await caches.open(this.#name);
    await cache.addAll([OFFLINE_PAGE, ...this.#paths]);
  }

  async forgetOthers(): Promise<void> {
    const names = await caches.keys();
    const others = names.filter((name) => name !== this.#name);
    await Promise.all(others.map((name) => caches.delete(name)));
  }

  async kept(path: string): Promise<Response> {
    const cache = await caches.open(this.#name);
    return (await cache.match(path)) ?? Response.error();
  }

  /** The person may have chosen another language since. */
  async followLanguage(language: string): Promise<void> {
    const cache = await caches.open(this.#name);
    const page = await cache.match(OFFLINE_PAGE);
    if (page?.headers.get("Content-Language") !== language) await cache.add(OFFLINE_PAGE);
  }
}

async function visit(event: FetchEvent, files: OfflineFiles): Promise<Response> {
  try {
    const page = await fetch(event.request);
    const language = page.headers.get("Content-Language");
    if (page.ok && language !== null) {
      event.waitUntil(files.followLanguage(language).catch(() => undefined));
    }
    return page;
  } catch {
    return files.kept(OFFLINE_PAGE);
  }
}

function serve(worker: ServiceWorkerGlobalScope): void {
  // In this worker's own address: another build is another address, and thus another worker.
  const files = new OfflineFiles(new URL(worker.location.href).searchParams.get("build") ?? "");
  worker.addEventListener("install", (event) => {
    event.waitUntil(files.keep().then(() => worker.skipWaiting()));
  });
  worker.addEventListener("activate", (event) => {
    event.waitUntil(files.forgetOthers().then(() => worker.clients.claim()));
  });
  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    const { pathname } = new URL(request.url);
    if (request.mode === "navigate") event.respondWith(visit(event, files));
    else if (files.has(pathname)) {
      event.respondWith(fetch(request).catch(() => files.kept(pathname)));
    }
  });
}

function isServiceWorker(scope: object): scope is ServiceWorkerGlobalScope {
  return "skipWaiting" in scope;
}

const scope: object = globalThis;
if (isServiceWorker(scope)) serve(scope);
