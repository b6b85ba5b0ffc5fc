// A form as it was posted. What is no form is the sender's mistake and not ours.
import { error } from '@sveltejs/kit';

/** Answers 413 for a body over the limit of the web server, 400 for one that cannot be taken apart or that ended in the middle. */
export async function fieldsOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (reason) {
    const isTooLarge = (reason as { status?: unknown } | null)?.status === 413;
    const code = isTooLarge ? 'file-too-large' : 'malformed';
    error(isTooLarge ? 413 : 400, { message: code, code });
  }
}
