// Zod compiles checks with new Function where it may, and asks whether it may:
// the Content-Security-Policy reports that. Must run before the first schema.
import { z } from 'zod';

z.config({ jitless: true });
