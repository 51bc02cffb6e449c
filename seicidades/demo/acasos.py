"""Histórias que ninguém escreveu: o sorteio escolhe por onde passa cada cidade."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from seicidades.comum.papeis import Papel
from seicidades.demo import textos
from seicidades.demo.historias import Historia
from seicidades.fluxo.declaracao import Fase
from seicidades.fluxo.nucleo.definicao import Etapa, Item

TRILHA = "gestao_documental"
MAIOR_PAUSA = 22
QUANTOS_SE_OFERECEM = 3


@dataclass
class HistoriaSorteada(Historia):
    """Anda como gente: fora de ordem onde dá, com dias bons, dias parados e tropeços.

    Args:
        por_telefone: quem representa a prefeitura não entra; a gerência registra por ela.
        trilha: probabilidade de a gestão documental andar um item quando a linha anda um.
    """

    por_telefone: bool = field(init=False)
    trilha: float = field(init=False)
    trilha_aberta: bool = field(init=False, default=False)

    def __post_init__(self):
        super().__post_init__()
        self.por_telefone = self.acontece(0.45)
        self.trilha = self.sorte.choice((0, 0, 0.1, 0.2, 0.35, 0.5))

    def acontece(self, chance: float) -> bool:
        return self.sorte.random() < chance

    def pausa(self) -> int:
        """Quase sempre pouco; às vezes muito."""
        return min(MAIOR_PAUSA, int(self.sorte.expovariate(1 / self.ritmo)))

    def por_fazer(self, etapa: Etapa, fase: Fase = Fase.ANTES) -> Iterable[Item]:
        faltam = [i for i in etapa.itens if i.chave not in self.resolvidos and i.fase == fase]
        while faltam:
            livres = [i for i in faltam if set(i.depende_de) <= self.resolvidos]
            item = self.sorte.choice(livres[:QUANTOS_SE_OFERECEM])
            faltam.remove(item)
            yield item

    def fazer(self, item: Item, em_nome: bool = False) -> None:
        em_nome = self.por_telefone and item.papel == Papel.REPRESENTANTE
        if item.chave in textos.DISPENSAS and self.acontece(0.15):
            self.ser_dispensado(item)
        else:
            super().fazer(item, em_nome)
        if self.trilha_aberta and self.acontece(self.trilha):
            self.andar_na_trilha()

    def ser_dispensado(self, item: Item) -> None:
        self.pedir_dispensa(item.chave, self.sorte.choice(textos.DISPENSAS[item.chave]))
        self.andar(self.sorte.randint(1, 4))
        self.confirmar_dispensa(item.chave)

    def andar_na_trilha(self) -> None:
        etapa = self.roteiro.por_chave[TRILHA]
        proximo = next((i for i in etapa.itens if i.chave not in self.resolvidos), None)
        if proximo is not None:
            super().fazer(proximo)

    # Etapas

    def ate(self, chave: str) -> None:
        """Do início à aprovação de tudo o que vem antes da etapa."""
        self.iniciar()
        for etapa in self.roteiro.principais:
            self.trilha_aberta |= etapa.chave == self.roteiro.por_chave[TRILHA].abre_com
            if etapa.chave == chave:
                return
            self.percorrer(etapa.chave)

    def percorrer(self, chave: str) -> None:
        """A etapa inteira, com os tropeços que a sorte der."""
        self.preparar(chave)
        self.enviar(chave)
        if self.acontece(0.06):
            self.andar(1)
            self.recolher(chave, self.sorte.choice(textos.RECOLHIMENTOS))
            self.andar(self.sorte.randint(1, 3))
            self.enviar(chave)
        if self.acontece(0.25):
            self.devolver_e_corrigir(chave)
        self.aprovar(chave)

    def preparar(self, chave: str) -> None:
        """Todos os itens, parando no meio se houver com quê."""
        self.preencher(chave, self.sorte.randint(2, 5))
        if self.acontece(0.14):
            self.ajudar(chave)
        if self.acontece(0.04):
            self.parar_um_tempo()
        self.preencher(chave)

    def ajudar(self, chave: str) -> None:
        motivo, dono, texto, fim = self.sorte.choice(textos.AJUDAS[chave])
        self.pedir_ajuda(motivo, texto, chave, dono)
        self.andar(self.sorte.randint(1, 8))
        self.resolver_ajuda(fim)

    def pedir_e_esperar(self, chave: str) -> None:
        motivo, dono, texto, _ = self.sorte.choice(textos.AJUDAS[chave])
        self.andar(self.pausa())
        self.pedir_ajuda(motivo, texto, chave, dono)

    def parar_um_tempo(self) -> None:
        dias = self.sorte.randint(10, 30)
        self.suspender(self.sorte.choice(textos.SUSPENSOES), self.calendario.somar(self.dia, dias))
        self.andar(dias + self.sorte.randint(0, 5))
        self.retomar(self.sorte.choice(textos.RETOMADAS))

    def devolver_sorteado(self, chave: str) -> str:
        """Devolve por um item que foi feito, e diz qual."""
        opcoes = [d for d in textos.DEVOLUCOES[chave] if self._foi_feito(d[0])]
        item, codigo, texto = self.sorte.choice(opcoes)
        self.devolver(chave, item, codigo, texto)
        return item

    def _foi_feito(self, chave: str) -> bool:
        """Dispensado não se devolve."""
        return chave in self.datas or not self.roteiro.itens[chave].dispensavel

    def devolver_e_corrigir(self, chave: str) -> None:
        item = self.devolver_sorteado(chave)
        self.corrigir(item)
        self.enviar(chave)

    def aprovar_trilha(self) -> None:
        """Se a gestão documental chegou ao fim, passa pela análise como as outras."""
        self.preencher(TRILHA)
        self.enviar(TRILHA)
        self.aprovar(TRILHA)
