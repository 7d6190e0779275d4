/**
 * The thread that renders: what others wrote may take long or much memory, and a thread can be ended. Says `ready`
 * once, then answers each request in turn.
 */
/* oxlint-disable unicorn/require-post-message-target-origin -- a thread's port is no window, it has no origins */
import { parentPort } from 'node:worker_threads';
import { renderPrompt, type RenderRequest } from './prompt.ts';

// The engine and all that it loads: before the first request, whose time is counted.
renderPrompt({ template: '{{ a }}', kind: 'text', values: '{"a":1}', maxBytes: 10 });
parentPort?.on('message', (request: RenderRequest) => parentPort?.postMessage(renderPrompt(request)));
parentPort?.postMessage('ready');
