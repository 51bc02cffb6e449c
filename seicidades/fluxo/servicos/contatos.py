"""Contatos com a cidade: registrar, corrigir, anular e cumprir o que se combinou."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from seicidades.comum.digitos import tem_cpf
from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo.compromissos import Compromisso, registrar_compromissos
from seicidades.fluxo.models import Contato, Implantacao, MeioDeContato
from seicidades.municipios.calendario import calendario_do_estado

SUGESTAO_DIAS_UTEIS = 5
CORRIGIDO = "Corrigido por outro registro."
_TEXTOS = ("com_quem", "resumo", "nota_interna", "proximo_passo")
_SEM_CPF = (
    "O texto parece conter um CPF, e o que se registra aqui não se apaga. "
    "Retire o número e identifique a pessoa pelo nome e cargo."
)


@transaction.atomic
def registrar_contato(
    implantacao: Implantacao,
    dados: dict,
    *,
    por: Usuario,
    chave: str,
    cumpre: Iterable[Contato] = (),
    corrige: Contato | None = None,
) -> Contato:
    """Registra um contato, uma vez por chave.

    Args:
        dados: meio, ocorreu_em, pessoa, com_quem, resumo, nota_interna, proximo_passo e
            proximo_passo_em.
        cumpre: contatos cujo próximo passo foi este.
        corrige: o contato que este substitui.

    Raises:
        ValidationError: por campo, com o que há de errado e a saída.
    """
    if repetido := implantacao.contatos.filter(chave=chave).first():
        return repetido
    _conferir(implantacao, dados)
    original = _travar_valido(corrige) if corrige else None
    contato, novo = Contato.objects.get_or_create(
        implantacao=implantacao,
        chave=chave,
        defaults=dados
        | {"registrado_por": por, "registrado_em": timezone.now(), "corrige": original},
    )
    if novo:
        abertos = Contato.objects.com_passo_aberto().filter(implantacao=implantacao)
        abertos.filter(pk__in=[c.pk for c in cumpre]).update(
            passo_feito_em=contato.ocorreu_em, passo_feito_por=por, passo_contato=contato
        )
        if original:
            _anular(original, por, CORRIGIDO)
            original.cumpridos.update(passo_contato=contato)
    return contato


@transaction.atomic
def anular_contato(contato: Contato, motivo: str, *, por: Usuario) -> Contato:
    """Marca um contato como registrado por engano: ele fica à vista do Estado e não conta mais.

    O passo que ele teria cumprido volta a esperar.
    """
    _conferir_texto("motivo", motivo)
    contato = _travar_valido(contato)
    _anular(contato, por, motivo)
    contato.cumpridos.update(
        passo_feito_em=None, passo_feito_por=None, passo_desfecho="", passo_contato=None
    )
    return contato


@transaction.atomic
def cumprir_passo(contato: Contato, desfecho: str, *, por: Usuario, em: date) -> Contato:
    """Encerra o próximo passo de um contato, com o que resultou."""
    _conferir_texto("desfecho", desfecho)
    contato = _travar_valido(contato)
    if not contato.passo_aberto:
        raise ValidationError("Este passo já foi encerrado. Nada mudou.")
    contato.passo_feito_em, contato.passo_feito_por = em, por
    contato.passo_desfecho = desfecho
    contato.save(update_fields=["passo_feito_em", "passo_feito_por", "passo_desfecho"])
    return contato


def _travar_valido(contato: Contato) -> Contato:
    travado = Contato.objects.select_for_update(of=("self",)).get(pk=contato.pk)
    if travado.anulado_em:
        raise ValidationError(
            "Este contato já foi corrigido ou anulado. Veja na lista o registro que vale."
        )
    return travado


def _anular(contato: Contato, por: Usuario, motivo: str) -> None:
    contato.anulado_em, contato.anulado_por = timezone.now(), por
    contato.anulado_motivo = motivo
    contato.save(update_fields=["anulado_em", "anulado_por", "anulado_motivo"])


def _conferir(implantacao: Implantacao, dados: dict) -> None:
    erros = {campo: [_SEM_CPF] for campo in _TEXTOS if tem_cpf(dados.get(campo) or "")}
    for campo, mensagem in (*_datas_erradas(implantacao, dados), *_faltas(implantacao, dados)):
        erros.setdefault(campo, []).append(mensagem)
    if erros:
        raise ValidationError(erros)


def _conferir_texto(campo: str, texto: str) -> None:
    if not texto.strip():
        raise ValidationError({campo: ["Escreva em uma ou duas frases."]})
    if tem_cpf(texto):
        raise ValidationError({campo: [_SEM_CPF]})


def _datas_erradas(implantacao: Implantacao, dados: dict) -> Iterator[tuple[str, str]]:
    dia, passo_em = dados["ocorreu_em"], dados.get("proximo_passo_em")
    if dia > timezone.localdate():
        yield (
            "ocorreu_em",
            f"{data_curta(dia)} ainda não chegou. Registre depois que acontecer, "
            "ou ponha o que está marcado como próximo passo.",
        )
    if implantacao.inicio and dia < implantacao.inicio:
        yield (
            "ocorreu_em",
            f"A implantação começou em {data_curta(implantacao.inicio)}. "
            "Escolha esse dia ou um depois.",
        )
    if passo_em and passo_em < dia:
        yield (
            "proximo_passo_em",
            f"O contato foi em {data_curta(dia)}, e o passo vem depois. Confira as duas datas.",
        )


def _faltas(implantacao: Implantacao, dados: dict) -> Iterator[tuple[str, str]]:
    pessoa = dados.get("pessoa")
    if not pessoa and not (dados.get("com_quem") or "").strip():
        yield "com_quem", "Diga com quem foi: escolha na lista ou escreva o nome e o cargo."
    if pessoa and not implantacao.orgao.vinculos.filter(usuario=pessoa).exists():
        yield "pessoa", "Esta pessoa não é da cidade. Escreva o nome dela no campo seguinte."
    passo, passo_em = (dados.get("proximo_passo") or "").strip(), dados.get("proximo_passo_em")
    if passo and not passo_em:
        yield (
            "proximo_passo_em",
            "Falta a data do próximo passo. Se não sabe, use "
            f"{data_curta(passo_sugerido(timezone.localdate()))}.",
        )
    if passo_em and not passo:
        yield "proximo_passo", "Falta dizer qual é o próximo passo, ou retire a data."


def passo_sugerido(hoje: date) -> date:
    """Daqui a uma semana de trabalho, nos dias úteis do Estado."""
    return calendario_do_estado().somar(hoje, SUGESTAO_DIAS_UTEIS)


# --- Lembretes


MEIOS = {meio.value: meio.label.lower() for meio in MeioDeContato}


@registrar_compromissos("fluxo.proximos_passos")
def proximos_passos(de: date, ate: date) -> Iterator[Compromisso]:
    """O que a gerência combinou com cada cidade e ainda não cumpriu."""
    abertos = (
        Contato.objects.com_passo_aberto()
        .filter(proximo_passo_em__range=(de, ate))
        .order_by("proximo_passo_em", "pk")
        .values_list("pk", "implantacao_id", "meio", "ocorreu_em", "proximo_passo_em")
    )
    for pk, implantacao, meio, ocorreu_em, passo_em in abertos:
        yield Compromisso(
            implantacao=implantacao,
            chave=f"passo:{pk}",
            papel=Papel.GERENTE,
            data=passo_em,
            texto=f"Dar o próximo passo combinado em {data_curta(ocorreu_em)} ({MEIOS[meio]})",
            pagina="fluxo:contatos",
        )
