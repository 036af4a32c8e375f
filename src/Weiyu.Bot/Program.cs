Console.WriteLine("weiyu-bot");
