import { z } from 'zod';
import { answers } from './answers.ts';
import { operationDescriptions, type OperationDescription } from './operations.ts';
import { requests } from './requests.ts';

const about = `Kubernetes clusters in VMware Cloud Director. Requests go to Cloud Director, with its tokens, and are
handed on by it. \`Accept\` names the API version of the session (\`application/*+json;version=38.0\`); the answer's
content type is what \`Accept\` said, word for word, and its body JSON in ASCII. Changes are answered with 202 and the
href of a vCD task, through which all that happens later is told.`;

const parameters = {
  cluster: { description: 'Name of the cluster.', schema: { type: 'string', maxLength: 25 } },
  node: { description: 'Name of the node.', schema: { type: 'string' } },
  vdcId: { description: 'Id of the organization VDC.', schema: { type: 'string', format: 'uuid' } },
} as const;

/** The description of everything under `/api/cse`, made from the schemas of its requests and answers. */
export function openApiDocument(version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, description] of Object.entries(operationDescriptions)) {
    paths[description.path] = {
      ...paths[description.path],
      [description.method]: { operationId, ...operation(description) },
    };
  }
  paths['/swagger.yaml'] = {
    get: {
      operationId: 'describeApiAsText',
      ...operation({
        ...operationDescriptions.describeApi,
        summary: 'This description as YAML',
        answer: { status: 200, schema: 'DescriptionText' },
      }),
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Container Service Extension',
      version,
      description: about,
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: 'https://{vcd}/api/cse',
        variables: { vcd: { default: 'vcd.example.com', description: 'Cloud Director.' } },
      },
    ],
    security: [{ token: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { ...schemasOf(answers, 'output'), ...schemasOf(requests, 'input') },
      responses: {
        Refused: {
          description:
            'Refused. Texts that CSE 1.2.7 had come with its status, 500; others say what they are: 400, 403, 404, 405, 409, 501, 503.',
          content: { 'application/json': { schema: reference('schemas', 'Refusal') } },
        },
        Unauthorized: {
          description: 'The token is wrong or has expired.',
          content: { 'application/vnd.vmware.vcloud.error+xml': { schema: { type: 'string' } } },
        },
      },
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'x-vcloud-authorization',
          description: 'The token of a session.',
        },
        bearer: { type: 'http', scheme: 'bearer', description: 'The access token of a session.' },
      },
    },
  };
}

function operation({ path, summary, description, about, body, answer }: OperationDescription): object {
  const names = [...path.matchAll(/\{(?<name>\w+)\}/g)].map((match) => match[1]);
  return {
    tags: [about],
    summary,
    ...(description !== undefined && { description }),
    ...(names.length > 0 && {
      parameters: Object.entries(parameters)
        .filter(([name]) => names.includes(name))
        .map(([name, parameter]) => ({ name, in: 'path', required: true, ...parameter })),
    }),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [answer.status]: { description: summary, content: json(answer.schema) },
      401: reference('responses', 'Unauthorized'),
      default: reference('responses', 'Refused'),
    },
  };
}

function json(schema: string): object {
  return { 'application/json': { schema: reference('schemas', schema) } };
}

function reference(kind: 'schemas' | 'responses', name: string): object {
  return { $ref: `#/components/${kind}/${name}` };
}

function schemasOf(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): object {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
      return [name, rest];
    }),
  );
}
