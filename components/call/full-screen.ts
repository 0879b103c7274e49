/** Shows the whole page on the whole screen, or no more. Where the browser refuses nothing happens, and nothing is lost. */
export function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null
      ? document.documentElement.requestFullscreen?.()
      : document.exitFullscreen();
  change?.catch(() => null);
}
