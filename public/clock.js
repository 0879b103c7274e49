// A clock that hidden tabs do not slow down: pages may throttle their own timers to one a minute, workers' they leave
// alone. Told a period in milliseconds, it answers with a message each time one is over.
let timer;
self.onmessage = ({ data: periodMs }) => {
  clearInterval(timer);
  timer = setInterval(() => self.postMessage(null), periodMs);
};
