// How good a live picture is, in numbers: light, glare, sharpness, and where the edges of the card
// lie. Pixels in, numbers out; no DOM and no React here.
const BLOCK = 48;      // pixels of the sample: sharpness is judged block by block
const BURNT = 250;     // grey value that holds no detail any more
const SIDES = ["top", "bottom", "left", "right"];

export function greyOf({ data, width, height }) {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.3 * data[4 * i] + 0.59 * data[4 * i + 1] + 0.11 * data[4 * i + 2];
  }
  return grey;
}

// light: mean grey. burnt: share of blocks that are mostly white-out. sharp: what the sharpest tenth
// of the blocks reaches, so that a bare background counts for nothing.
export function measured(grey, width, height) {
  const sharps = [];
  let light = 0, burnt = 0, blocks = 0;
  for (let top = 1; top + BLOCK < height; top += BLOCK) {
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      const one = block(grey, width, left, top);
      sharps.push(one.sharp);
      light += one.light;
      burnt += one.burnt;
      blocks++;
    }
  }
  if (!blocks) return { light: 0, burnt: 0, sharp: 0 };
  sharps.sort((a, b) => a - b);
  return { light: light / blocks, burnt: burnt / blocks, sharp: sharps[Math.floor(blocks * 0.9)] };
}

function block(grey, width, left, top) {
  let light = 0, white = 0, sum = 0, squares = 0;
  for (let y = top; y < top + BLOCK; y++) {
    for (let x = left; x < left + BLOCK; x++) {
      const i = y * width + x;
      const edge = 4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width];
      light += grey[i];
      white += grey[i] >= BURNT ? 1 : 0;
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = BLOCK * BLOCK;
  return { light: light / count, burnt: white / count, sharp: squares / count - (sum / count) ** 2 };
}

// Mean difference of two small greys of equal size: how much the hand moves.
export function moved(before, now) {
  if (!before || before.length !== now.length) return 0;
  let sum = 0;
  for (let i = 0; i < now.length; i++) sum += Math.abs(now[i] - before[i]);
  return sum / now.length;
}

// The four edges of a card in a small grey picture: from outside in, the first strong step of
// brightness along each column or row, and the line that most of these steps lie on.
export function cardEdges(grey, width, height) {
  const found = {};
  for (const side of SIDES) {
    const line = edgeOf(grey, width, height, side);
    if (line) found[side] = line;
  }
  return found;
}

function edgeOf(grey, width, height, side) {
  const upright = side === "left" || side === "right";
  const along = upright ? height : width;
  const deep = upright ? width : height;
  const at = (place, depth) => {
    const inward = side === "top" || side === "left" ? depth : deep - 1 - depth;
    return upright ? grey[place * width + inward] : grey[inward * width + place];
  };
  const points = [];
  for (let place = Math.round(along * 0.25); place < along * 0.75; place += 2) {
    const depth = firstStep((d) => at(place, d), Math.round(deep * 0.42));
    if (depth > 0) points.push([place, depth]);
  }
  const line = bestLine(points, along * 0.25);
  return line && { slope: line.slope, depth: (line.slope * along / 2 + line.start) / deep };
}

function firstStep(value, most) {
  for (let depth = 2; depth < most; depth++) {
    if (Math.abs(value(depth + 1) - value(depth - 1)) > 26) return depth;
  }
  return 0;
}

// The line through two of the points that the most others lie on; undefined when they are few.
function bestLine(points, wanted) {
  let best;
  for (let i = 0; i < points.length; i += 3) {
    for (let j = i + 8; j < points.length; j += 5) {
      const slope = (points[j][1] - points[i][1]) / (points[j][0] - points[i][0]);
      if (Math.abs(slope) > 0.6) continue;
      const start = points[i][1] - slope * points[i][0];
      const on = points.filter(([x, y]) => Math.abs(slope * x + start - y) < 2).length;
      if (!best || on > best.on) best = { slope, start, on };
    }
  }
  return best && best.on > wanted * 0.55 ? best : undefined;
}

// In degrees: how far the card is turned or tipped away, by the edges that were found.
export function tiltOf(edges) {
  const slopes = SIDES.filter((side) => edges[side]).map((side) => edges[side].slope);
  return slopes.length ? Math.max(...slopes.map((one) => Math.abs(Math.atan(one)))) * 180 / Math.PI : 0;
}
