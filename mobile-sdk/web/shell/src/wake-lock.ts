/**
 * Keeps the screen on while the page is visible. Returns a function that stops it. The documents describe what to do
 * without support.
 */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | null = null;
  let stopped = false;

  const ask = async () => {
    if (stopped || document.visibilityState !== "visible" || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock?.request("screen");
      if (stopped) void lock?.release();
    } catch {
      // Low battery, or not allowed: asked again when the page is visible again.
    }
  };
  const onVisible = () => void ask();

  document.addEventListener("visibilitychange", onVisible);
  void ask();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", onVisible);
    void lock?.release();
  };
}
