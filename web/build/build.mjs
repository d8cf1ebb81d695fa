// `npm run build`: the static site in dist/, with all the set-up that it takes.

import { follow, main, say } from './say.mjs';
import { siteSteps } from './setup.mjs';

await main(async () => {
  await follow(siteSteps());
  say('\ndist/ is ready: any static web server can serve it, from any path.');
});
