(function () {
  'use strict';

  // Light and dark: as the system has it, until the reader says otherwise.
  var button = document.querySelector('button#theme');
  var root = document.documentElement;
  function dark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }
  function name() { button.textContent = dark() ? 'Light' : 'Dark'; }
  try { root.dataset.theme = localStorage.getItem('sublunar-theme') || ''; } catch (e) { /* a file may have no storage */ }
  if (button) {
    button.hidden = false;
    name();
    button.addEventListener('click', function () {
      root.dataset.theme = dark() ? 'light' : 'dark';
      try { localStorage.setItem('sublunar-theme', root.dataset.theme); } catch (e) { /* lasts for this visit */ }
      name();
    });
  }
  // On a phone the contents would fill the first screen.
  var contents = document.querySelector('nav.contents details');
  if (contents && innerWidth < 1100) contents.open = false;
  // Folded parts are printed unfolded.
  addEventListener('beforeprint', function () {
    document.querySelectorAll('main details:not(.licences)').forEach(function (d) { d.open = true; });
  });

  var figures = Array.prototype.slice.call(document.querySelectorAll('figure.vega'));
  if (!figures.length || typeof vega === 'undefined') return;

  // A loader that loads nothing: figures hold their data. What they ask for is refused and counted.
  function closedLoader(figure) {
    function refuse(uri) {
      figure.dataset.refused = (+(figure.dataset.refused || 0) + 1) + '';
      return Promise.reject(new Error('this page loads nothing: ' + String(uri).slice(0, 80)));
    }
    return {
      load: refuse, http: refuse, file: refuse,
      sanitize: function (uri, options) {
        uri = String(uri);
        if (options && options.context === 'href') {
          return /^(https?:|mailto:|#)/i.test(uri) ? Promise.resolve({href: uri, target: '_blank', rel: 'noopener noreferrer'}) : refuse(uri);
        }
        return /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(uri) ? Promise.resolve({href: uri}) : refuse(uri);
      }
    };
  }
  var quiet = {level: function () { return this; }, error: no, warn: no, info: no, debug: no};
  function no() { return this; }

  function draw(figure) {
    var spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    var single = !(spec.hconcat || spec.vconcat || spec.concat || spec.repeat || spec.facet);
    var resizable = single && typeof spec.width === 'number';
    var compiled = vegaLite.compile(spec, {logger: quiet, config: {font: 'system-ui, sans-serif'}}).spec;
    var live = document.createElement('div');
    live.className = spec.width === 'container' ? 'live wide' : 'live';
    figure.appendChild(live); // before it is drawn: a figure as wide as its place asks how wide that is
    var view = new vega.View(vega.parse(compiled, {}, {ast: true}), {
      expr: vega.expressionInterpreter, loader: closedLoader(figure), renderer: 'svg', logger: quiet,
      container: live, hover: true, tooltip: new vegaTooltip.Handler({theme: 'light'}).call
    });
    return view.runAsync().then(function () {
      if (figure.dataset.refused) throw new Error('data from elsewhere');
      figure.classList.add('drawn');
      if (resizable) fit(view, figure, live, spec.width);
    });
  }

  // A figure wider than its place is drawn narrower, its letters keeping their size.
  function fit(view, figure, live, width) {
    var svg = live.querySelector('svg');
    if (!svg) return;
    var around = svg.getBoundingClientRect().width - width; // axes and legends
    function resize() {
      var room = Math.min(width, Math.max(160, figure.clientWidth - around - 26));
      if (Math.abs(view.width() - room) > 1) view.width(room).runAsync();
    }
    resize();
    addEventListener('resize', resize);
  }

  // One after the other, so that a page with many figures can be scrolled meanwhile.
  (function next() {
    var figure = figures.shift();
    if (!figure) { root.dataset.drawn = 'all'; return; }
    Promise.resolve(figure).then(draw).catch(function (err) {
      figure.dataset.problem = err.message; // the still picture stays
      var live = figure.querySelector('.live');
      if (live) live.remove();
    }).then(function () { setTimeout(next, 0); });
  })();
})();
