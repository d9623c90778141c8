import '../.generated/fonts/fonts.css';
import { mount } from 'svelte';
import Shell from './shell/Shell.svelte';

/** The page waits this long for the map's script. */
const MAP_WAIT_MS = 600;
const target = document.getElementById('app');

// A canvas begins at once while nothing is painted yet; after panels it waits until they are.
const late = new Promise<undefined>((resolve) => setTimeout(resolve, MAP_WAIT_MS));
void Promise.race([import('./map/index.ts'), late])
  .catch(() => undefined) // who opens the map tells that its script failed
  .then((came) => {
    if (target) mount(Shell, { target, props: { came } });
  });
