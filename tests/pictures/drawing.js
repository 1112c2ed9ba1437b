// The visible page as an SVG of its boxes and words: a picture that is text, for the README.
() => {
  const parts = [];
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const round = (number) => Math.round(number * 10) / 10;
  const pen = document.createElement("canvas").getContext("2d");
  const clear = "rgba(0, 0, 0, 0)";

  const rectangle = (x, y, width, height, rest) =>
    parts.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${rest}/>`);

  const box = (style, area) => {
    const radius = `rx="${Math.min(parseFloat(style.borderTopLeftRadius) || 0, area.height / 2)}"`;
    if (style.backgroundColor !== clear) rectangle(area.x, area.y, area.width, area.height, `fill="${style.backgroundColor}" ${radius}`);
    const inset = style.boxShadow.match(/^(rgb\([^)]*\)) (\d+)px .*inset$/);
    if (inset) rectangle(area.x, area.y, Number(inset[2]), area.height, `fill="${inset[1]}"`);
    const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({
      width: parseFloat(style[`border${side}Width`]) * (style[`border${side}Style`] === "none" ? 0 : 1),
      colour: style[`border${side}Color`],
    }));
    if (sides.every((side) => side.width && side.colour !== clear)) {
      const half = sides[0].width / 2;
      rectangle(area.x + half, area.y + half, area.width - 2 * half, area.height - 2 * half, `fill="none" stroke="${sides[0].colour}" stroke-width="${sides[0].width}" ${radius}`);
      return;
    }
    const [top, right, bottom, left] = sides;
    if (top.width && top.colour !== clear) rectangle(area.x, area.y, area.width, top.width, `fill="${top.colour}"`);
    if (bottom.width && bottom.colour !== clear) rectangle(area.x, area.bottom - bottom.width, area.width, bottom.width, `fill="${bottom.colour}"`);
    if (right.width && right.colour !== clear) rectangle(area.right - right.width, area.y, right.width, area.height, `fill="${right.colour}"`);
    if (left.width && left.colour !== clear) rectangle(area.x, area.y, left.width, area.height, `fill="${left.colour}"`);
  };

  const line = (text, x, top, width, style) => {
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const baseline = top + pen.measureText(text).fontBoundingBoxAscent;
    const fitted = width ? ` textLength="${round(width)}" lengthAdjust="spacingAndGlyphs"` : "";
    parts.push(`<text x="${round(x)}" y="${round(baseline)}" font-size="${parseFloat(style.fontSize)}" font-weight="${style.fontWeight}" fill="${style.color}"${fitted}>${escape(text)}</text>`);
  };

  const words = (node, style) => {
    const range = document.createRange();
    let run = null;
    for (const found of node.data.matchAll(/\S+/g)) {
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const area = range.getBoundingClientRect();
      if (!area.width) continue;
      if (run && Math.abs(run.top - area.top) < 2) {
        run.text += ` ${found[0]}`;
        run.right = area.right;
        continue;
      }
      if (run) line(run.text, run.x, run.top, run.right - run.x, style);
      run = { text: found[0], x: area.x, top: area.top, right: area.right };
    }
    if (run) line(run.text, run.x, run.top, run.right - run.x, style);
  };

  const control = (element, style, area) => {
    const text = element.matches("select") ? element.selectedOptions[0].text : element.value || element.placeholder;
    const size = parseFloat(style.fontSize) * 1.2;
    parts.push(`<svg x="${round(area.x)}" y="${round(area.y)}" width="${round(area.width - 8)}" height="${round(area.height)}">`);
    line(text, parseFloat(style.paddingLeft), (area.height - size) / 2, 0, style);
    parts.push("</svg>");
  };

  const shape = (element, style, area) => {
    const symbol = document.querySelector(element.querySelector("use").getAttribute("href"));
    parts.push(`<svg x="${round(area.x)}" y="${round(area.y)}" width="${round(area.width)}" height="${round(area.height)}" viewBox="${symbol.getAttribute("viewBox")}" color="${style.color}">${symbol.innerHTML}</svg>`);
  };

  for (const element of document.querySelectorAll("body, body *")) {
    const area = element.getBoundingClientRect();
    const isSeen = element.checkVisibility() && area.width && area.height && area.y < innerHeight && area.right > 0;
    if (!isSeen || element.parentElement.closest("svg, select")) continue;
    const style = getComputedStyle(element);
    if (element.matches("svg")) {
      if (element.querySelector("use")) shape(element, style, area);
      continue;
    }
    box(style, area);
    if (element.matches("select, input")) control(element, style, area);
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) words(node, style);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${innerWidth} ${innerHeight}" font-family="'Golos Text', 'Segoe UI', Roboto, 'Noto Sans', sans-serif">\n${parts.join("\n")}\n</svg>\n`;
}
