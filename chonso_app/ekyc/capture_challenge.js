// The moves that the server asked for, followed with what the face finder sees. Pure: a look goes in,
// what to say and whether to keep a frame comes out. The server judges the frames by itself.
const STRAIGHT = 0.22;      // turn of a face that looks ahead
const TURNED = 0.3;         // further than it looked before the move
const CLOSER = 1.22;        // wider than before
const SHUT = 0.72;          // eyes against how open they were
const BLINK_LOOKS = 30;     // a mesh of points misses quick lids: after so many looks, go on

// One move: first a look straight ahead (frame 1), half of it (frame 2), all of it (frame 3).
export function follow(move) {
  let base = null, seen = 0, kept = 0, lids = 0;
  return (look) => {
    if (!look?.many) return { say: "face", share: 0 };
    if (look.many > 1) return { say: "one_face", share: 0 };
    if (!base) {
      if (Math.abs(look.turn) > STRAIGHT) return { say: "straight", share: 0 };
      base = look;
      kept = 1;
      return { keep: true, share: 0 };
    }
    seen++;
    const now = Math.min(1, Math.max(0, shareOf(move, base, look, seen)));
    if (move === "blink") lids = Math.max(lids, now);  // over before the next look
    const share = Math.max(now, lids);
    const half = share >= 0.5, whole = share >= 1;
    if (kept === 1 && half) {
      kept = 2;
      return { keep: true, share };
    }
    if (kept === 2 && whole) return { keep: true, done: true, share };
    return { share };
  };
}

function shareOf(move, base, look, seen) {
  if (move === "left") return (look.turn - base.turn) / TURNED;
  if (move === "right") return (base.turn - look.turn) / TURNED;
  if (move === "closer") return (look.wide / base.wide - 1) / (CLOSER - 1);
  if (seen >= BLINK_LOOKS) return 1;
  return look.open / base.open < SHUT ? 1 : 0;
}
