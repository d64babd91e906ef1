// onnxruntime-web with its WebAssembly backend as a peer, in Node: wasm_worker.mjs FOLDER-WITH-node_modules.
// The commands are those of peer_loop.py.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import {pathToFileURL} from 'node:url';

// Standard output is for replies; whatever the library prints goes to the log.
const reply = (object) => fs.writeSync(1, JSON.stringify(object) + '\n');
console.log = console.info = console.debug = console.error;

const home = path.join(process.argv[2], 'node_modules', 'onnxruntime-web');
const ort = await import(pathToFileURL(path.join(home, 'dist', 'ort.node.min.mjs')).href);

let session = null;

async function open(command) {
  if (session) throw new Error('one model per process: start another');
  ort.env.wasm.numThreads = command.threads;
  ort.env.logLevel = 'error';
  const model = fs.readFileSync(path.join(command.folder, 'model.onnx'));
  session = await ort.InferenceSession.create(model, {executionProviders: ['wasm'], graphOptimizationLevel: 'all'});
  return {version: ort.env.versions.web, threads: ort.env.wasm.numThreads, outputs: session.outputNames.length};
}

function given(command) {
  if (command.picture) {  // the peers' pictures need not be the same noise: time does not depend on it
    const side = command.picture;
    const noise = Float32Array.from({length: 3 * side * side}, (_, i) => Math.sin(12.9898 * i) * 1.5);
    return {given: new ort.Tensor('float32', noise, [1, 3, side, side])};
  }
  return {given: new ort.Tensor('int64', BigInt64Array.from(command.ids, BigInt), [1, command.ids.length])};
}

async function pass(command) {
  const feeds = given(command), wall = [], processor = [], warm = command.warm ?? 1;
  for (let turn = 0; turn < warm + (command.repeat ?? 1); ++turn) {
    const before = process.cpuUsage(), begin = performance.now();
    await session.run(feeds);
    const end = performance.now(), used = process.cpuUsage(before);
    if (turn >= warm) {
      wall.push(end - begin);
      processor.push((used.user + used.system) / 1e3);
    }
  }
  return {milliseconds: wall, cpuMilliseconds: processor};
}

async function check(command) {  // the places that forward.cpp and peer_loop.py take too
  const out = await session.run(given(command));
  const [, rows, vocabulary] = out.logits.dims, layers = session.outputNames.length - 1;
  const logits = [], weights = [];
  for (let k = 0; k < 64; ++k) {
    const row = k * 37 % rows, key = k * 11 % (row + 1), attention = out[`attention_${k % layers}`];
    const head = k * 5 % attention.dims[1];
    logits.push(out.logits.data[row * vocabulary + k * 7919 % vocabulary]);
    weights.push(attention.data[(head * rows + row) * rows + key]);
  }
  return {logits, weights};
}

const commands = {open, pass, check};
for await (const line of readline.createInterface({input: process.stdin})) {
  try {
    const command = JSON.parse(line);
    if (command.do === 'quit') break;
    if (!commands[command.do]) throw new Error(`expected open, pass, check or quit, got ${command.do}`);
    reply(await commands[command.do](command));
  } catch (error) {
    reply({error: String(error.message ?? error).split('\n')[0]});
  }
}
process.exit(0);
