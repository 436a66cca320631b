// Ticks for the recorder's picture. Animation frames and timers of a page stop or slow down in a
// hidden tab; those of a worker do not.
let timer = 0;
onmessage = ({ data }) => {
  clearInterval(timer);
  if (data) timer = setInterval(() => postMessage(0), data);
};
