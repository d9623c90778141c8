import '../.generated/fonts/fonts.css';
import { mount } from 'svelte';
import Shell from './shell/Shell.svelte';

const target = document.getElementById('app');
if (target) mount(Shell, { target });
