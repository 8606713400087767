import {
  Apple,
  Baby,
  Banana,
  Beef,
  Beer,
  Bean,
  Brush,
  Candy,
  Carrot,
  Cat,
  Cherry,
  Citrus,
  Coffee,
  Cookie,
  Croissant,
  CupSoda,
  Drumstick,
  Egg,
  Fish,
  Grape,
  Ham,
  IceCreamBowl,
  LeafyGreen,
  type LucideIcon,
  Milk,
  Nut,
  Package,
  PencilLine,
  ShoppingBasket,
  Snowflake,
  Soup,
  SprayCan,
  Toilet,
  Wheat,
  Wine,
} from 'lucide-react';
import type { LocalText } from '../../../core/local-text.ts';

/** By a word of the English name; the first match wins. */
const BY_WORD: readonly (readonly [RegExp, LucideIcon])[] = [
  [/banana/i, Banana],
  [/apple|pear|peach|mango|kiwi/i, Apple],
  [/orange|lemon|mandarin|pomelo|lime|citrus|grapefruit/i, Citrus],
  [/grape/i, Grape],
  [/cherr|berr|tomato/i, Cherry],
  [/carrot|radish|potato|ginger|onion|garlic/i, Carrot],
  [/bean|pea\b|tofu/i, Bean],
  [/cabbage|lettuce|spinach|celery|broccoli|cucumber|leek|choi|greens/i, LeafyGreen],
  [/egg/i, Egg],
  [/milk|yog/i, Milk],
  [/chicken|duck|wing/i, Drumstick],
  [/ham|sausage|bacon/i, Ham],
  [/beef|pork|lamb|rib/i, Beef],
  [/fish|shrimp|prawn|crab|salmon|carp/i, Fish],
  [/bun|bread|cake|croissant/i, Croissant],
  [/nut|almond|seed/i, Nut],
];

const BY_DEPARTMENT: Readonly<Record<string, LucideIcon>> = {
  produce: Apple,
  fruit: Apple,
  vegetable: Carrot,
  vegetables: Carrot,
  dairy: Milk,
  eggs: Egg,
  bakery: Croissant,
  meat: Beef,
  fish: Fish,
  seafood: Fish,
  deli: Ham,
  frozen: Snowflake,
  drink: CupSoda,
  drinks: CupSoda,
  beverages: CupSoda,
  alcohol: Wine,
  beer: Beer,
  snack: Cookie,
  snacks: Cookie,
  confectionery: Candy,
  icecream: IceCreamBowl,
  grain: Wheat,
  grains: Wheat,
  staples: Wheat,
  grocery: ShoppingBasket,
  condiments: Soup,
  seasoning: Soup,
  canned: Soup,
  instant: Soup,
  hotdrink: Coffee,
  tea: Coffee,
  household: Brush,
  cleaning: SprayCan,
  paper: Toilet,
  personal: SprayCan,
  personalCare: SprayCan,
  baby: Baby,
  pet: Cat,
  pets: Cat,
  press: PencilLine,
  stationery: PencilLine,
};

/** A picture for a department. */
export function departmentPicture(department: string): LucideIcon {
  return BY_DEPARTMENT[department] ?? Package;
}

/** A picture for an item: by an English word in one of its names, else its department's. */
export function itemPicture(name: LocalText, department: string): LucideIcon {
  const names = Object.values(name);
  return (
    BY_WORD.find(([word]) => names.some((each) => word.test(each)))?.[1] ??
    departmentPicture(department)
  );
}
