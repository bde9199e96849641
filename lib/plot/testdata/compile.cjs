// Compiles and renders Vega-Lite specifications: node compile.cjs MODULES FILE...
// Prints each warning and error, and exits 1 where a figure can't be drawn.
const fs = require('fs');
const path = require('path');
const load = require('module').createRequire(path.join(path.resolve(process.argv[2]), 'x.js'));

(async () => {
  const vega = await import(path.join(path.dirname(load.resolve('vega/package.json')), 'build/vega-node.js'));
  const vl = load('vega-lite');
  for (const file of process.argv.slice(3)) {
    const said = new Set();
    const say = (...words) => said.add(words.join(' '));
    const log = { level() { return this; }, warn: say, error: say, info() { return this; }, debug() { return this; } };
    try {
      const spec = vl.compile(JSON.parse(fs.readFileSync(file)), { logger: log }).spec;
      const svg = await new vega.View(vega.parse(spec), { renderer: 'none', logger: log }).toSVG();
      fs.writeFileSync(file.replace('.vl.json', '.vega.svg'), svg);
    } catch (e) {
      process.exitCode = 1;
      say(e.stack);
    }
    for (const line of said) {
      if (!line.includes('event source: window')) console.log(path.basename(file) + ': ' + line); // there is no window here
    }
  }
})();
