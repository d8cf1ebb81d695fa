// `npm start`: builds the page, with all the set-up that it takes, and serves it. `npm start -- --port 9000`

import { follow, main } from './say.mjs';
import { serveForever } from './serve.mjs';
import { siteSteps } from './setup.mjs';

await main(async () => {
  await follow(siteSteps());
  await serveForever(process.argv.slice(2));
});
