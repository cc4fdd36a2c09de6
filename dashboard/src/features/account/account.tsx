'use client';

export function Account() {
  return null;
}
