"""Os modelos de documento: publicar o texto do programa, escrever outro, publicar outro."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from seicidades.documentos.declaracao import TipoDeDocumento, documentos_registrados
from seicidades.documentos.models import ModeloDeDocumento, VersaoDoModelo
from seicidades.documentos.models.modelo import resumo_do_texto
from seicidades.documentos.redacao import motor

DO_PROGRAMA = "Texto que veio com o programa."
A_DIZER = "(a dizer)"


@dataclass(frozen=True, slots=True)
class Publicacao:
    """O que a publicação fez com um tipo; `feito` é a frase para quem roda o comando."""

    codigo: str
    numero: int
    mudou: bool
    feito: str


def publicar_modelos(*, simular: bool = False) -> list[Publicacao]:
    """Publica o texto que o programa traz para cada documento, se ainda não o foi.

    O texto que alguém mudou no admin continua valendo: o do programa não passa
    por cima dele.
    """
    with transaction.atomic():
        feitas = [_publicar_do_programa(tipo) for tipo in documentos_registrados().values()]
        transaction.set_rollback(simular)
    return feitas


def _publicar_do_programa(tipo: TipoDeDocumento) -> Publicacao:
    modelo = _travar(tipo)
    texto = texto_do_programa(tipo)
    vigente = modelo.em_vigor
    do_programa = modelo.versoes.publicadas().filter(criada_por=None)
    if do_programa.filter(resumo=resumo_do_texto(texto)).exists():
        return Publicacao(tipo.codigo, vigente.numero, False, f"vale a versão {vigente.numero}")
    if vigente and vigente.criada_por_id:
        frase = f"o texto do programa mudou, mas vale a versão {vigente.numero}, escrita no admin"
        return Publicacao(tipo.codigo, vigente.numero, False, frase)
    motor.conferir(texto, tipo)
    versao = VersaoDoModelo.objects.create(
        modelo=modelo,
        numero=_proximo_numero(modelo),
        texto=texto,
        mudanca=DO_PROGRAMA,
        publicada_em=timezone.now(),
    )
    return Publicacao(tipo.codigo, versao.numero, True, f"publicada a versão {versao.numero}")


def texto_do_programa(tipo: TipoDeDocumento) -> str:
    return tipo.modelo.read_text(encoding="utf-8")


def versao_em_vigor(tipo: TipoDeDocumento) -> VersaoDoModelo:
    """O texto com que se escreve hoje; a primeira vez publica o do programa."""
    publicadas = VersaoDoModelo.objects.publicadas().filter(modelo__codigo=tipo.codigo)
    vigente = publicadas.da_mais_nova().first()
    if vigente is None:
        with transaction.atomic():
            _publicar_do_programa(tipo)
        vigente = publicadas.da_mais_nova()[0]
    return vigente


def _travar(tipo: TipoDeDocumento) -> ModeloDeDocumento:
    """O modelo, com a linha na mão até o fim da transação: dois publicam um de cada vez."""
    ModeloDeDocumento.objects.get_or_create(codigo=tipo.codigo)
    return ModeloDeDocumento.objects.select_for_update().get(codigo=tipo.codigo)


def _proximo_numero(modelo: ModeloDeDocumento) -> int:
    ultimo = modelo.versoes.order_by("-numero").values_list("numero", flat=True).first()
    return (ultimo or 0) + 1


# --- Pelo admin


def conferir_texto(modelo: ModeloDeDocumento, texto: str) -> None:
    """Recusa o texto que não se pode publicar.

    Raises:
        ValidationError: um erro por problema, com a linha.
    """
    if modelo.tipo is None:
        raise ValidationError(
            "O programa não escreve mais este documento. Use o modelo de outro.", code="sem_tipo"
        )
    try:
        motor.conferir(texto, modelo.tipo)
    except motor.ModeloInvalido as invalido:
        erros = [ValidationError(str(p), code="modelo") for p in invalido.problemas]
        raise ValidationError(erros) from invalido


@transaction.atomic
def comecar_versao(modelo: ModeloDeDocumento, por) -> VersaoDoModelo:
    """O rascunho da próxima versão, com o texto da que vale; se já há um, é ele."""
    ModeloDeDocumento.objects.select_for_update().get(pk=modelo.pk)
    if rascunho := modelo.rascunho:
        return rascunho
    vigente = modelo.em_vigor
    return VersaoDoModelo.objects.create(
        modelo=modelo,
        numero=_proximo_numero(modelo),
        texto=vigente.texto if vigente else texto_do_programa(modelo.tipo),
        mudanca=A_DIZER,
        criada_por=por,
    )


@transaction.atomic
def publicar_versao(versao: VersaoDoModelo, por) -> VersaoDoModelo:
    """Passa a valer para o que se gerar daqui em diante.

    Raises:
        ValidationError: se já foi publicada ou o texto não pode ser.
    """
    versao = VersaoDoModelo.objects.select_for_update(of=("self",)).get(pk=versao.pk)
    if versao.publicada_em:
        raise ValidationError("Esta versão já tinha sido publicada. Nada mudou.", code="publicada")
    if versao.mudanca == A_DIZER:
        raise ValidationError("Diga antes o que mudou nesta versão.", code="mudanca")
    conferir_texto(versao.modelo, versao.texto)
    versao.publicada_por, versao.publicada_em = por, timezone.now()
    versao.save()
    return versao
