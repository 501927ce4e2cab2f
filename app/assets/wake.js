// Loads the client named by this script tag and hands each island of the page to its function.
const { client, wasm } = document.currentScript.dataset;
import(client).then(async (module) => {
  await module.default({ module_or_path: wasm });
  module.hydrate();
  for (const island of document.querySelectorAll("leptos-island")) {
    module[island.dataset.component]?.(island);
  }
});
