import { didYouMean, nearest } from '../../../handlers/template-language/nearest';

const NAMES = ['Image', 'ContainerPort', 'Command', 'MinTaskCount', 'MaxTaskCount'];

test.each([
  ['Containerport', 'ContainerPort'],
  ['ContianerPort', 'ContainerPort'],
  ['Port', 'ContainerPort'],
  ['Comand', 'Command'],
  ['Imgae', 'Image'],
  ['image_', 'Image'],
  ['MinTasks', 'MinTaskCount'],
  ['MaxTaskCounts', 'MaxTaskCount'],
])('%s is close to %s', (word, name) => {
  expect(nearest(word, NAMES)).toBe(name);
});

test.each(['', 'Colour', 'Img', 'x'.repeat(1000)])('%p is close to nothing', (word) => {
  expect(nearest(word, NAMES)).toBeUndefined();
  expect(didYouMean(word, NAMES)).toBe('');
});

test('A suggestion ends the sentence with a question', () => {
  expect(didYouMean('Comand', NAMES)).toBe('; did you mean Command?');
});

test('Very long words are not compared letter by letter', () => {
  expect(nearest('ContainerPort', ['ContainerPort'.repeat(20)])).toBeUndefined();
});
