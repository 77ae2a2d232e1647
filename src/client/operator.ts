// The script of the operator's page: htmx alone, which fetches the numbers anew as the page's attributes say.

import htmx from "htmx.org";

htmx.config.history = false;
