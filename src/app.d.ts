import type { Actor } from '#core/workflow/actor.ts';
import type { App as HuibiaoApp } from '#server/app.ts';

declare global {
  namespace App {
    interface Locals {
      app: HuibiaoApp;
      /** undefined when nobody is signed in */
      actor: Actor | undefined;
      sessionId: string | undefined;
      /** ms: when the session ends by itself; 0 when nobody is signed in */
      signedInUntil: number;
      locale: 'zh' | 'en';
    }
    interface Error {
      message: string;
      /** code of the Problem, or a number to quote */
      code?: string;
    }
  }
}

export {};
