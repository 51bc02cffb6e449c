"""O motor em Python puro: nada aqui conhece Django, banco ou tela.

Em que ordem se lê:

1. `definicao`: o roteiro. Etapas e itens, só dados.
2. `estado`: as situações e o que se sabe de uma implantação num instante.
3. `comandos`: o que se pede (`Comando`), quem pede (`Ator`), o mundo de agora
   (`Contexto`) e por que não (`Recusa`). `formato` diz que dados cabem num pedido.
4. `eventos` e `evolucao`: o que aconteceu, e como a dobra dos eventos dá o estado.
5. `regras`: a tabela. Cada comando, as guardas de quem pode e do que precisa, e
   o evento que gera. As guardas moram em `guardas` e recebem um `caso.Caso`.
6. `efeitos`: o que o evento de cada comando muda.
7. `decisao`: junta tudo. Recusa com todas as razões, ou devolve o evento do
   comando e os que ele causa: fatos que se ganham ou perdem, etapas que abrem,
   a habilitação, a vez e os relógios (`relogios`).

Quem grava é a casca, `seicidades.fluxo.servicos`. O desenho das situações e dos
comandos está no README, tirado daqui por `manage.py desenhar_motor`.
"""
