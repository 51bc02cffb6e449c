"""Vinte e duas cidades contadas à mão, cada uma numa situação que a gerência encontra."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from seicidades.demo.historias import Historia

ANTES_DE_CADASTROS = ("adesao", "interlocutores", "regulamentacao")
ANTES_DE_CAPACITACAO = (*ANTES_DE_CADASTROS, "cadastros")


@dataclass(frozen=True)
class Enredo:
    """Onde uma cidade está.

    Args:
        ultimo_passo: quantos dias úteis atrás aconteceu o último passo.
        ritmo: dias úteis, no máximo, entre um item e o seguinte.
        gerente: nome de acesso de quem tem a cidade na carteira.
        contador: a espécie de história; as sorteadas têm a sua.
        orfa: quem gerenciava deixou a carteira, e ninguém assumiu.
    """

    codigo_ibge: str
    contar: Callable[[Historia], None]
    ultimo_passo: int = 2
    ritmo: int = 4
    gerente: str = "gerente"
    contador: type[Historia] = Historia
    orfa: bool = False

    def sem_gerencia(self) -> "Enredo":
        return replace(self, orfa=True)


def _etapas(h: Historia, chaves, em_nome: bool = True) -> None:
    for chave in chaves:
        h.etapa(chave, em_nome=em_nome)


def _recem_iniciada(h: Historia) -> None:
    h.iniciar()


def _adesao_pela_metade(h: Historia) -> None:
    h.iniciar()
    h.preencher("adesao", 5, em_nome=True)


def _adesao_quase(h: Historia) -> None:
    h.iniciar()
    h.preencher("adesao", 9)


def _adesao_em_analise(h: Historia) -> None:
    h.iniciar()
    h.preencher("adesao")
    h.enviar("adesao")


def _interlocutores_no_comeco(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao",))
    h.preencher("interlocutores", 3)


def _interlocutores_devolvida(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao",))
    h.preencher("interlocutores")
    h.enviar("interlocutores")
    h.devolver(
        "interlocutores",
        "ato_de_designacao_publicado",
        "data_nao_confere",
        "A portaria enviada é de antes da designação do Gestor de TI. Envie a vigente.",
    )


def _regulamentacao_devolvida_e_corrigida(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao", "interlocutores"))
    h.preencher("gestao_documental", 1)
    h.preencher("regulamentacao")
    h.enviar("regulamentacao")
    h.devolver(
        "regulamentacao",
        "ato_publicado",
        "falta_publicacao",
        "A página anexada não é a do decreto. Anexe a página do Diário Oficial em que ele saiu.",
    )


def _regulamentacao_com_ajuda(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao", "interlocutores"))
    h.preencher("regulamentacao", 2)
    h.pedir_ajuda(
        "decisao_da_prefeitura",
        "O jurídico pergunta se o decreto pode tratar de sigilo. Há exemplo de outra cidade?",
        "regulamentacao",
    )


def _regulamentacao_parada(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao", "interlocutores"))
    h.preencher("regulamentacao", 1)


def _regulamentacao_com_dispensa(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao", "interlocutores"))
    h.preencher("regulamentacao", 4)
    h.pedir_dispensa(
        "orgao_gestor_designado", "O comitê de modernização, criado em 2023, já cuida disso."
    )


def _suspensa(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ("adesao", "interlocutores"))
    h.preencher("regulamentacao", 2)
    ate = h.calendario.somar(h.dia, 45)
    h.suspender("Enchente: a prefeitura atende em regime de emergência.", ate)


def _desistente(h: Historia) -> None:
    h.iniciar()
    h.preencher("adesao", 6)
    h.desistir("A prefeitura decidiu concluir antes a troca do sistema de protocolo.")


def _cadastros_no_comeco(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CADASTROS)
    h.preencher("cadastros", 2)


def _cadastros_adiantada(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CADASTROS)
    h.preencher("gestao_documental", 3)
    h.preencher("cadastros", 7)


def _cadastros_em_analise(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CADASTROS)
    h.preencher("cadastros")
    h.enviar("cadastros")


def _capacitacao_no_comeco(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CAPACITACAO)
    h.preencher("capacitacao", 4)


def _capacitacao_pronta_para_produzir(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CAPACITACAO)
    h.preencher("gestao_documental", 2)
    h.preencher("capacitacao")


def _em_producao(h: Historia) -> None:
    _capacitacao_pronta_para_produzir(h)
    h.produzir()


def _a_reconfirmar(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CADASTROS)
    h.preencher("cadastros", 3)
    h.reabrir("interlocutores", "A pessoa designada como Gestor de TI deixou a prefeitura.")


def _habilitada(h: Historia) -> None:
    _em_producao(h)
    h.concluir()


def _habilitada_com_trilha(h: Historia) -> None:
    h.iniciar()
    _etapas(h, ANTES_DE_CADASTROS)
    h.etapa("gestao_documental")
    _etapas(h, ("cadastros",))
    h.preencher("capacitacao")
    h.produzir()
    h.concluir()


ENREDOS = (
    Enredo("3500105", _regulamentacao_devolvida_e_corrigida, ultimo_passo=1),
    Enredo("3500402", _recem_iniciada, ultimo_passo=0, gerente="gerente2"),
    Enredo("3500600", _adesao_pela_metade, ultimo_passo=3),
    Enredo("3501004", _adesao_quase, ultimo_passo=18, gerente="gerente2"),
    Enredo("3502804", _adesao_em_analise, ultimo_passo=2),
    Enredo("3505500", _interlocutores_no_comeco, ultimo_passo=1),
    Enredo("3506003", _interlocutores_devolvida, ultimo_passo=2),
    Enredo("3507506", _regulamentacao_com_ajuda, ultimo_passo=3),
    Enredo("3509007", _regulamentacao_parada, ultimo_passo=40, gerente="gerente2"),
    Enredo("3511102", _regulamentacao_com_dispensa, ultimo_passo=1),
    Enredo("3513405", _suspensa, ultimo_passo=10),
    Enredo("3514403", _cadastros_no_comeco, ultimo_passo=4),
    Enredo("3515509", _cadastros_adiantada, ultimo_passo=2),
    Enredo("3520509", _cadastros_em_analise, ultimo_passo=6, gerente="gerente2"),
    Enredo("3524303", _capacitacao_no_comeco, ultimo_passo=3),
    Enredo("3529005", _capacitacao_pronta_para_produzir, ultimo_passo=1),
    Enredo("3530706", _em_producao, ultimo_passo=5),
    Enredo("3534401", _a_reconfirmar, ultimo_passo=2, gerente="gerente2"),
    Enredo("3538709", _desistente, ultimo_passo=30),
    Enredo("3541406", _habilitada, ultimo_passo=12, ritmo=3),
    Enredo("3543402", _habilitada_com_trilha, ultimo_passo=25, ritmo=3),
    Enredo("3549904", _habilitada, ultimo_passo=60, ritmo=2, gerente="gerente2"),
)
