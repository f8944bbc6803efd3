export default {
  campaigns: {
    input: 'openapi-client.json',
    output: { target: 'client.ts', client: 'fetch', baseUrl: process.env.BASE_URL },
  },
};
