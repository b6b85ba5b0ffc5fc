// Every address below /api/v1: the table in operations.ts says which there are.
import { dispatch } from '../dispatch.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = dispatch;
export const fallback: RequestHandler = dispatch;
