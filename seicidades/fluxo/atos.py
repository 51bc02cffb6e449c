"""Os comandos que se dão por uma página de confirmação: texto, formulário e permissão."""

from collections.abc import Callable
from dataclasses import dataclass

from seicidades.contas.permissoes import Permissao
from seicidades.fluxo import forms
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C


@dataclass(frozen=True)
class Ato:
    """Uma página de comando.

    Args:
        titulo, botao: `{alvo}` vira o nome do item ou da etapa.
        alvos: o que o endereço nomeia, `item` ou `etapa`; vazio, a implantação inteira.
        do_endereco: dados que o endereço traz, além do alvo.
        consequencias: o que passa a valer, em frases.
        dados: do formulário limpo aos dados do comando.
    """

    comando: C
    titulo: str
    botao: str
    consequencias: tuple[str, ...]
    form: type = forms.ConfirmarForm
    permissao: Permissao = Permissao.PREENCHER
    mensagem: str = "Feito."
    perigoso: bool = False
    alvos: tuple[str, ...] = ()
    do_endereco: tuple[str, ...] = ()
    dados: Callable[[dict], dict] = lambda limpos: dict(limpos)


def _com_datas(limpos: dict) -> dict:
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in limpos.items()}


ATOS = {
    ato.comando.value: ato
    for ato in (
        Ato(
            C.ENVIAR_ETAPA,
            "Enviar {alvo} para análise",
            "Enviar para a Prodesp",
            ("A Prodesp confere e responde.", "Até a resposta, os itens não mudam."),
            mensagem="Etapa enviada. Você recebe um aviso com a resposta.",
            alvos=("etapa",),
        ),
        Ato(
            C.RECOLHER_ETAPA,
            "Recolher {alvo} da análise",
            "Recolher a etapa",
            ("A etapa volta a poder ser preenchida.", "Será preciso enviar de novo."),
            form=forms.MotivoForm,
            mensagem="Etapa recolhida.",
            alvos=("etapa",),
        ),
        Ato(
            C.DESFAZER_APROVACAO,
            "Desfazer a aprovação de {alvo}",
            "Desfazer a aprovação",
            (
                "A etapa volta para análise.",
                "A aprovação continua na história, como desfeita, com o motivo.",
            ),
            form=forms.MotivoForm,
            permissao=Permissao.ANALISAR,
            mensagem="Aprovação desfeita. A etapa está em análise.",
            perigoso=True,
            alvos=("etapa",),
        ),
        Ato(
            C.REABRIR_ETAPA,
            "Reabrir {alvo}",
            "Reabrir a etapa",
            ("A etapa volta ao município para preenchimento.",),
            form=forms.ReabrirEtapaForm,
            mensagem="Etapa reaberta.",
            perigoso=True,
            alvos=("etapa",),
        ),
        Ato(
            C.ENTRAR_EM_PRODUCAO,
            "Registrar a entrada em produção",
            "Registrar a entrada em produção",
            (
                "O SEI passa a ser usado no município.",
                "Abrem-se os itens que só se fazem em produção.",
            ),
            form=forms.ProducaoForm,
            mensagem="Entrada em produção registrada.",
            dados=_com_datas,
        ),
        Ato(
            C.PRORROGAR_PRAZO,
            "Prorrogar o prazo de {alvo}",
            "Prorrogar o prazo",
            ("O prazo passa a terminar na data escolhida.",),
            form=forms.ProrrogarForm,
            mensagem="Prazo prorrogado.",
            dados=_com_datas,
            alvos=("item", "etapa"),
        ),
        Ato(
            C.SUSPENDER,
            "Suspender a implantação",
            "Suspender",
            ("Nenhum prazo corre durante a suspensão.", "Ninguém preenche nem envia nada."),
            form=forms.SuspenderForm,
            mensagem="Implantação suspensa.",
            perigoso=True,
            dados=_com_datas,
        ),
        Ato(
            C.RETOMAR,
            "Retomar a implantação",
            "Retomar",
            ("Os prazos voltam a correr de onde pararam.",),
            form=forms.MotivoOpcionalForm,
            mensagem="Implantação retomada.",
        ),
        Ato(
            C.DESISTIR,
            "Registrar a desistência",
            "Registrar a desistência",
            ("O município sai do programa.", "Tudo o que foi feito fica guardado."),
            form=forms.MotivoForm,
            mensagem="Desistência registrada.",
            perigoso=True,
        ),
        Ato(
            C.READMITIR,
            "Readmitir o município",
            "Readmitir",
            ("A implantação volta ao ponto em que estava.",),
            form=forms.MotivoForm,
            mensagem="Município readmitido.",
        ),
        Ato(
            C.REABRIR_ITEM,
            "Reabrir «{alvo}»",
            "Reabrir o item",
            ("O item volta a ficar aberto.",),
            form=forms.MotivoOpcionalForm,
            mensagem="Item reaberto.",
            alvos=("item",),
        ),
        Ato(
            C.PEDIR_DISPENSA,
            "Pedir a dispensa de «{alvo}»",
            "Pedir dispensa",
            ("O Gestor SEI ou a gerência da Prodesp decide.",),
            form=forms.JustificativaForm,
            mensagem="Pedido feito. Falta a decisão de outra pessoa.",
            alvos=("item",),
        ),
        Ato(
            C.CONFIRMAR_DISPENSA,
            "Dispensar «{alvo}»",
            "Dispensar o item",
            ("O item deixa de ser exigido deste município.",),
            mensagem="Item dispensado.",
            alvos=("item",),
        ),
        Ato(
            C.NEGAR_DISPENSA,
            "Não aceitar a dispensa de «{alvo}»",
            "Não aceitar a dispensa",
            ("O item volta a ficar aberto.",),
            form=forms.MotivoForm,
            mensagem="Dispensa não aceita. O item está aberto.",
            alvos=("item",),
        ),
        Ato(
            C.DECLARAR_BLOQUEIO,
            "Apontar um impedimento",
            "Apontar impedimento",
            ("A vez passa a quem deve resolver.", "Nada fica proibido enquanto isso."),
            form=forms.BloqueioForm,
            mensagem="Impedimento registrado.",
        ),
        Ato(
            C.RESOLVER_BLOQUEIO,
            "Dar o impedimento por resolvido",
            "Está resolvido",
            ("A vez volta a quem estava com ela.",),
            form=forms.MotivoOpcionalForm,
            mensagem="Impedimento resolvido.",
            do_endereco=("bloqueio",),
        ),
        Ato(
            C.RETIFICAR,
            "Retificar a data",
            "Retificar",
            (
                "A data certa passa a valer; a de antes continua na história.",
                "Os dias já contados ficam como estavam.",
            ),
            form=forms.RetificarForm,
            mensagem="Data retificada.",
            dados=_com_datas,
            do_endereco=("seq", "campo"),
        ),
    )
}
