// The operator's page: how the server is doing, in counts. No meeting, person or address can be seen here.

// For whoever runs the server, so it is in English as the command line and the log are.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import type { Numbers } from "./parts/operator-numbers.tsx";
import { OperatorNumbers } from "./parts/operator-numbers.tsx";

export function OperatorPage(props: { assets: Assets; numbers: Numbers; now: number }) {
  const { assets, numbers, now } = props;
  return (
    <Layout assets={assets} title="Operator · Conclave" script="operator.js">
      <main class="operator" lang="en" dir="ltr">
        <h1>This server</h1>
        <p class="lead">The last quarter of an hour, in counts. Who meets whom isn’t among them.</p>
        <div
          class="operator-numbers"
          hx-get="/operator/numbers"
          hx-trigger="every 5s"
          hx-swap="innerHTML"
        >
          <OperatorNumbers numbers={numbers} now={now} />
        </div>
      </main>
    </Layout>
  );
}
