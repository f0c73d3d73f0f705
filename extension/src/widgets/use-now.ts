import * as React from 'react';

/** The time of day, rendered anew each second while `ticking`; in milliseconds since 1970. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = React.useState(() => Date.now());
  React.useEffect(() => {
    if (!ticking) {
      return;
    }
    setNow(Date.now());
    const timer = setInterval(() => {
      if (!document.hidden) {
        setNow(Date.now());
      }
    }, 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
