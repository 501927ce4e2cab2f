// Identification numbers that could have been issued, but were not.

const WEIGHTS = [
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2],
];

function issued(start: string, serial: number): string {
  for (let n = serial; ; n += 1) {
    const eleven = start + String(n).padStart(11 - start.length, "0");
    for (const weights of WEIGHTS) {
      const check = weights.reduce((sum, weight, i) => sum + weight * Number(eleven[i]), 0) % 11;
      if (check < 10) return eleven + check;
    }
  }
}

/** A man born on 1 January 1990. */
export const iin = (serial: number) => issued("9001013", serial);

/** A legal entity registered in March 2021. */
export const bin = (serial: number) => issued("210340", serial);
