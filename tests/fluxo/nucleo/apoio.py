"""Um mundo em memória para provar o núcleo: relógio, calendário e fatos nas mãos do teste."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.comandos import (
    FUSO,
    SISTEMA,
    Ator,
    Canal,
    Comando,
    Contexto,
    Recusa,
)
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Etapa, Fato, Item, Roteiro
from seicidades.fluxo.nucleo.estado import VAZIO, Estado, EstadoDaEtapa, EstadoDoItem
from seicidades.fluxo.nucleo.eventos import Evento
from seicidades.fluxo.nucleo.evolucao import reconstituir
from seicidades.fluxo.nucleo.regras import explicar
from tests.fluxo.roteiros import CURTO

SEGUNDA = date(2026, 3, 2)
NOVE_HORAS = datetime.combine(SEGUNDA, time(9), tzinfo=FUSO)
MUNICIPAIS = frozenset(
    {
        Papel.GESTOR_SEI,
        Papel.GESTOR_TI,
        Papel.GESTOR_CONHECIMENTO,
        Papel.GESTOR_DOCUMENTAL,
        Papel.REPRESENTANTE,
    }
)
GERENTE = Ator(1, frozenset({Papel.GERENTE}), Papel.GERENTE)
OUTRO_GERENTE = Ator(2, frozenset(), Papel.GERENTE)
ADMINISTRADOR = Ator(3, frozenset({Papel.ADMINISTRADOR}), Papel.ADMINISTRADOR)
FAZ_TUDO = Ator(4, MUNICIPAIS)
GESTOR_TI = Ator(5, frozenset({Papel.GESTOR_TI}))
ESTRANHO = Ator(6)
GESTOR_SEI = Ator(7, frozenset({Papel.GESTOR_SEI}))
OBSERVADOR = Ator(8, frozenset({Papel.OBSERVADOR}), Papel.OBSERVADOR)


def em_nome(papel_ou_lado: str, origem: str = Canal.OFICIO) -> Ator:
    return replace(GERENTE, em_nome_de=str(papel_ou_lado), origem=origem)


def quem_faz(roteiro: Roteiro, chave: str) -> Ator:
    """Alguém que pode agir no item."""
    item = roteiro.itens[chave]
    if item.lado in (Lado.SGGD, Lado.TERCEIRO):
        return em_nome(item.lado)
    return GERENTE if item.lado == Lado.PRODESP else FAZ_TUDO


def com_item(chave: str, roteiro: Roteiro = CURTO, **campos) -> Roteiro:
    """O roteiro com um item mudado."""

    def trocar(item: Item) -> Item:
        return replace(item, **campos) if item.chave == chave else item

    return Roteiro(
        tuple(replace(e, itens=tuple(trocar(i) for i in e.itens)) for e in roteiro.etapas)
    )


def com_etapa(chave: str, roteiro: Roteiro = CURTO, **campos) -> Roteiro:
    return Roteiro(tuple(replace(e, **campos) if e.chave == chave else e for e in roteiro.etapas))


@dataclass
class Mundo:
    """Uma implantação do roteiro curto. Tudo o que se decide aqui fica no registro."""

    roteiro: Roteiro = CURTO
    estado: Estado = VAZIO
    agora: datetime = NOVE_HORAS
    feriados: set[date] = field(default_factory=set)
    fatos: dict[str, Fato] = field(default_factory=dict)
    registro: list[Evento] = field(default_factory=list)

    # Tempo e mundo

    @property
    def hoje(self) -> date:
        return self.agora.date()

    def no_dia(self, dia: date, hora: int = 9) -> "Mundo":
        self.agora = datetime.combine(dia, time(hora), tzinfo=FUSO)
        return self

    @property
    def contexto(self) -> Contexto:
        return Contexto(Calendario(self.feriados), self.agora, dict(self.fatos))

    def vale(self, chave: str, satisfeito: bool = True) -> "Mundo":
        resumo = "Está em ordem." if satisfeito else "Falta informar."
        self.fatos[chave] = Fato(satisfeito, resumo, "Informe.")
        return self

    # Comandos

    def comando(self, tipo: C, item="", etapa="", em=None, **dados) -> Comando:
        return Comando(tipo, item, etapa, dados, em)

    def recusas(self, tipo: C, por: Ator = GERENTE, **pedido) -> list[Recusa]:
        comando = self.comando(tipo, **pedido)
        return explicar(self.roteiro, self.estado, comando, por, self.contexto)

    def codigos(self, tipo: C, por: Ator = GERENTE, **pedido) -> list[str]:
        return [r.codigo for r in self.recusas(tipo, por, **pedido)]

    def dar(self, tipo: C, por: Ator = GERENTE, **pedido) -> list[str]:
        """Dá o comando e diz os tipos dos eventos, na ordem."""
        comando = self.comando(tipo, **pedido)
        eventos = decidir(self.roteiro, self.estado, comando, por, self.contexto)
        self.estado = reconstituir(eventos, estado=self.estado)
        self.registro += eventos
        return [e.tipo.value for e in eventos]

    def reavaliar(self) -> list[str]:
        return self.dar(C.REAVALIAR, SISTEMA)

    # Leitura

    def item(self, chave: str) -> EstadoDoItem:
        return self.estado.item(chave)

    def etapa(self, chave: str) -> EstadoDaEtapa:
        return self.estado.etapa(chave)

    def situacao(self, chave: str) -> str:
        dono = self.estado.itens if chave in self.roteiro.itens else self.estado.etapas
        achado = dono.get(chave)
        return achado.situacao.value if achado else "aberto"

    def vez(self, linha: str = PRINCIPAL) -> str:
        return self.estado.vez[linha].lado.value

    def dias(self, linha: str = PRINCIPAL) -> dict[str, int]:
        return {k: v for k, v in self.estado.vez[linha].dias_ate(self.hoje).items() if v}

    # Caminhos

    def iniciar(self) -> "Mundo":
        self.dar(C.INICIAR)
        return self

    def fazer(self, chave: str) -> "Mundo":
        """O item fica pronto, por fato ou declaração, por quem é do papel."""
        por = quem_faz(self.roteiro, chave)
        if self.roteiro.itens[chave].por_fato:
            self.vale(chave).dar(C.ALTERAR_FATOS, por, item=chave, texto="Feito.")
        else:
            self.dar(C.CONCLUIR_ITEM, por, item=chave, texto="Feito.")
        return self

    def preencher(self, etapa: Etapa | str) -> "Mundo":
        etapa = self.roteiro.por_chave[etapa] if isinstance(etapa, str) else etapa
        for item in etapa.itens:
            if item.fase == "depois" and self.estado.producao_em is None:
                self.produzir()
            if self.situacao(item.chave) in ("aberto", "a_corrigir"):
                self.fazer(item.chave)
        return self

    def produzir(self) -> "Mundo":
        self.dar(C.ENTRAR_EM_PRODUCAO, data=self.hoje.isoformat(), justificativa="Conferido.")
        return self

    def enviar(self, etapa: str) -> "Mundo":
        self.preencher(etapa).dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa=etapa)
        return self

    def aprovar(self, etapa: str) -> "Mundo":
        self.enviar(etapa).dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa=etapa)
        return self

    def devolver(self, etapa: str, *itens: str) -> "Mundo":
        motivos = [{"item": i, "codigo": "outro", "texto": "Rever."} for i in itens]
        self.dar(C.DEVOLVER_ETAPA, GERENTE, etapa=etapa, motivos=motivos)
        return self

    def habilitar(self) -> "Mundo":
        return self.aprovar("comeco").aprovar("meio").aprovar("fim")


def iniciada() -> Mundo:
    return Mundo().iniciar()


def situacoes(mundo: Mundo, *chaves: str) -> list[str]:
    """As das etapas nomeadas."""
    return [mundo.etapa(c).situacao.value for c in chaves]
