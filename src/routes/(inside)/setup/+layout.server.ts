import { openTo } from '../../open-to.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => openTo('setup', locals);
