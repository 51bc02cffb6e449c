"""Para cada comando, um mundo, alguém e um pedido que passam. Os testes estragam um ponto."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from seicidades.fluxo.nucleo.comandos import SISTEMA, Ator
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDoItem
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    FAZ_TUDO,
    GERENTE,
    Mundo,
    iniciada,
)

FUTURO = "2026-04-10"  # sexta-feira, mais de um mês depois do começo


@dataclass
class Pedido:
    """O que se dá ao núcleo; cada campo pode ser trocado."""

    tipo: C
    mundo: Mundo
    por: Ator
    campos: dict = field(default_factory=dict)

    @property
    def recusas(self):
        return self.mundo.recusas(self.tipo, self.por, **self.campos)

    @property
    def codigos(self) -> list[str]:
        return [r.codigo for r in self.recusas]

    def dar(self) -> list[str]:
        return self.mundo.dar(self.tipo, self.por, **self.campos)

    # Trocas

    def por_outro(self, ator: Ator) -> "Pedido":
        return replace(self, por=ator)

    def com(self, **campos) -> "Pedido":
        return replace(self, campos=self.campos | campos)

    def sem(self, *nomes: str) -> "Pedido":
        return replace(self, campos={k: v for k, v in self.campos.items() if k not in nomes})

    def no_estado(self, **campos) -> "Pedido":
        return replace(self, mundo=replace(self.mundo, estado=replace(self.mundo.estado, **campos)))

    def com_a_etapa(self, chave: str, **campos) -> "Pedido":
        etapa = replace(self.mundo.etapa(chave), **campos)
        return self.no_estado(etapas={**self.mundo.estado.etapas, chave: etapa})

    def com_o_item(self, chave: str, **campos) -> "Pedido":
        item = replace(self.mundo.item(chave), **campos)
        return self.no_estado(itens={**self.mundo.estado.itens, chave: item})

    def etapa_em(self, chave: str, situacao: str) -> "Pedido":
        return self.com_a_etapa(chave, situacao=SituacaoDaEtapa(situacao))

    def item_em(self, chave: str, situacao: str) -> "Pedido":
        return self.com_o_item(chave, situacao=SituacaoDoItem(situacao))

    def no_roteiro(self, roteiro) -> "Pedido":
        return replace(self, mundo=replace(self.mundo, roteiro=roteiro))

    def com_o_fato(self, chave: str, satisfeito: bool) -> "Pedido":
        mundo = replace(self.mundo, fatos=dict(self.mundo.fatos))
        return replace(self, mundo=mundo.vale(chave, satisfeito))


def _dispensa_pedida() -> Mundo:
    mundo = iniciada()
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já existe lei.")
    return mundo


def _bloqueada() -> Mundo:
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="prodesp")
    return mundo


def _suspensa() -> Mundo:
    mundo = iniciada()
    mundo.dar(C.SUSPENDER, GERENTE, motivo="Enchente.", retomar_em=FUTURO)
    return mundo


def _desistente() -> Mundo:
    mundo = iniciada()
    mundo.dar(C.DESISTIR, GERENTE, motivo="Não quer mais.")
    return mundo


def _quase_em_producao() -> Mundo:
    return iniciada().aprovar("comeco").aprovar("meio").fazer("aulas")


def _retificavel() -> tuple[Mundo, int]:
    mundo = iniciada().fazer("oficio")
    return mundo, mundo.item("oficio").dado_seq


def _pedir(tipo: C, mundo: Mundo, por: Ator, **campos) -> Pedido:
    return Pedido(tipo, mundo, por, campos)


def _devolver() -> Pedido:
    motivos = [{"item": "oficio", "codigo": "outro", "texto": "Falta a página 2."}]
    return _pedir(
        C.DEVOLVER_ETAPA, iniciada().enviar("comeco"), GERENTE, etapa="comeco", motivos=motivos
    )


def _retificar() -> Pedido:
    mundo, seq = _retificavel()
    return _pedir(
        C.RETIFICAR,
        mundo,
        GERENTE,
        seq=seq,
        campo="ocorreu_em",
        valor="2026-02-27",
        motivo="Estava errada.",
    )


PREPAROS: dict[C, Callable[[], Pedido]] = {
    C.INICIAR: lambda: _pedir(C.INICIAR, Mundo(), GERENTE),
    C.IMPORTAR_SITUACAO: lambda: _pedir(
        C.IMPORTAR_SITUACAO,
        Mundo(),
        GERENTE,
        etapas=["comeco"],
        datas={"comeco": "2026-03-02"},
        fonte="Planilha da carteira.",
    ),
    C.CONCLUIR_ITEM: lambda: _pedir(
        C.CONCLUIR_ITEM, iniciada(), FAZ_TUDO, item="oficio", texto="Feito."
    ),
    C.REABRIR_ITEM: lambda: _pedir(
        C.REABRIR_ITEM, iniciada().fazer("oficio"), FAZ_TUDO, item="oficio"
    ),
    C.ALTERAR_FATOS: lambda: _pedir(
        C.ALTERAR_FATOS, iniciada(), FAZ_TUDO, item="cadastro", resumo="Informado."
    ),
    C.PEDIR_DISPENSA: lambda: _pedir(
        C.PEDIR_DISPENSA, iniciada(), FAZ_TUDO, item="decreto", justificativa="Já existe lei."
    ),
    C.CONFIRMAR_DISPENSA: lambda: _pedir(
        C.CONFIRMAR_DISPENSA, _dispensa_pedida(), GERENTE, item="decreto"
    ),
    C.NEGAR_DISPENSA: lambda: _pedir(
        C.NEGAR_DISPENSA, _dispensa_pedida(), GERENTE, item="decreto", motivo="A lei é outra."
    ),
    C.ENVIAR_ETAPA: lambda: _pedir(
        C.ENVIAR_ETAPA, iniciada().preencher("comeco"), FAZ_TUDO, etapa="comeco"
    ),
    C.RECOLHER_ETAPA: lambda: _pedir(
        C.RECOLHER_ETAPA, iniciada().enviar("comeco"), FAZ_TUDO, etapa="comeco", motivo="Errei."
    ),
    C.DEVOLVER_ETAPA: _devolver,
    C.APROVAR_ETAPA: lambda: _pedir(
        C.APROVAR_ETAPA, iniciada().enviar("comeco"), ADMINISTRADOR, etapa="comeco"
    ),
    C.DESFAZER_APROVACAO: lambda: _pedir(
        C.DESFAZER_APROVACAO,
        iniciada().aprovar("comeco"),
        ADMINISTRADOR,
        etapa="comeco",
        motivo="Aprovei sem ver.",
    ),
    C.REABRIR_ETAPA: lambda: _pedir(
        C.REABRIR_ETAPA,
        iniciada().aprovar("comeco"),
        GERENTE,
        etapa="comeco",
        motivo="Trocou o prefeito.",
        itens=["oficio"],
    ),
    C.ENTRAR_EM_PRODUCAO: lambda: _pedir(
        C.ENTRAR_EM_PRODUCAO,
        _quase_em_producao(),
        GERENTE,
        data="2026-03-02",
        justificativa="Tudo conferido.",
    ),
    C.DECLARAR_BLOQUEIO: lambda: _pedir(
        C.DECLARAR_BLOQUEIO,
        iniciada(),
        FAZ_TUDO,
        motivo_bloqueio="sem_acesso",
        dono="prodesp",
        alvo="oficio",
        texto="A tela pede senha.",
    ),
    C.RESOLVER_BLOQUEIO: lambda: _pedir(C.RESOLVER_BLOQUEIO, _bloqueada(), GERENTE, bloqueio=2),
    C.PRORROGAR_PRAZO: lambda: _pedir(
        C.PRORROGAR_PRAZO, iniciada(), GERENTE, item="oficio", ate=FUTURO, motivo="Férias."
    ),
    C.SUSPENDER: lambda: _pedir(
        C.SUSPENDER, iniciada(), GERENTE, motivo="Enchente.", retomar_em=FUTURO
    ),
    C.RETOMAR: lambda: _pedir(C.RETOMAR, _suspensa(), GERENTE),
    C.DESISTIR: lambda: _pedir(C.DESISTIR, iniciada(), GERENTE, motivo="Não quer mais."),
    C.READMITIR: lambda: _pedir(C.READMITIR, _desistente(), GERENTE, motivo="Voltou."),
    C.RETIFICAR: _retificar,
    C.REAVALIAR: lambda: _pedir(C.REAVALIAR, iniciada(), SISTEMA),
}


def preparo(tipo: C) -> Pedido:
    """O pedido certo deste comando, novo a cada vez."""
    return PREPAROS[tipo]()
