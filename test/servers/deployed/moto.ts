import { awsSettings, endpointOf } from '../endpoints.js';

/* What there is no client of the SDK for in this workspace: moto takes any signature. */

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${awsSettings().region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

async function textOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`moto answers ${answer.status}: ${text.slice(0, 2000)}`);
  return text;
}

/** Makes a stack. @throws Error with what moto says against it */
export async function createStack(name: string, template: object): Promise<void> {
  const form = new URLSearchParams({
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: name,
    TemplateBody: JSON.stringify(template),
    'Capabilities.member.1': 'CAPABILITY_IAM',
  });
  await textOf(await fetch(endpointOf('aws'), { method: 'POST', headers: signed('cloudformation'), body: form }));
}

type Configuration = { readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> } };

/** The environment that a function was deployed with: what it refers to has become names, URLs and ARNs. */
export async function environmentOf(functionName: string): Promise<Readonly<Record<string, string>>> {
  const url = `${endpointOf('aws')}/2015-03-31/functions/${functionName}/configuration`;
  const { Environment }: Configuration = JSON.parse(await textOf(await fetch(url, { headers: signed('lambda') })));
  return Environment?.Variables ?? {};
}
