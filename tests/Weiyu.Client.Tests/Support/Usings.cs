global using System.Buffers;
global using System.Text;
global using System.Text.Json;
global using CsCheck;
global using Weiyu.Client.Messages;
global using Wire = Weiyu.Client.Wire;
