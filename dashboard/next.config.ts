import type { NextConfig } from 'next';

const config: NextConfig = {
  output: 'export',
  images: { unoptimized: true },
  reactStrictMode: true,
  turbopack: {
    root: __dirname,
    resolveAlias: {
      // It writes <style> elements, which the Content-Security-Policy refuses.
      'react-style-singleton': './src/shims/style-singleton.ts',
    },
  },
};

export default config;
