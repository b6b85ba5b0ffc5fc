// The only module that imports Handsontable: the parts of it that the grid uses, registered once.
import 'handsontable/styles/ht-theme-main-no-icons.css';
import './grid.css';
import Handsontable from 'handsontable/base';
import { registerLanguageDictionary, zhCN } from 'handsontable/i18n';
import {
  Autofill,
  AutoColumnSize,
  ManualColumnResize,
  MergeCells,
  NestedHeaders,
  registerPlugin
} from 'handsontable/plugins';

// plugins look for one another when a grid is made, not when they are imported: AutoColumnSize is needed by ManualColumnResize
registerPlugin(AutoColumnSize);
registerPlugin(Autofill);
registerPlugin(ManualColumnResize);
registerPlugin(MergeCells);
registerPlugin(NestedHeaders);
registerLanguageDictionary(zhCN);

export { Handsontable };
