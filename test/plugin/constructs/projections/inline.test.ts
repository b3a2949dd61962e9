import { expect } from 'chai';
import { inlineService } from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, statements } from '../../packaged.js';

describe('a packaged service with a projection that is inline', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService(inlineService));
    template = await service.template();
  });
  after(() => service.remove());

  const onRows = (role: string) => statements(template, role).filter(({ Resource }) => JSON.stringify(Resource).includes('CatalogueTable'));

  it('lets the commands of the aggregates that feed it write its rows, and those of others not', () => {
    const [statement, ...more] = onRows('ItemCommandsRole');

    expect(more).to.deep.equal([]);
    expect(statement?.Action).to.deep.equal(['dynamodb:BatchGetItem', 'dynamodb:PutItem']);
    expect(statement?.Resource).to.deep.include({ 'Fn::GetAtt': ['CatalogueTable', 'Arn'] });
    expect(onRows('OrderCommandsRole')).to.deep.equal([]);
  });
});
