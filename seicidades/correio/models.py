"""Caixa de saída: nada se perde, nada sai em dobro sem ficar marcado."""

import logging
import smtplib
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from seicidades.correio import redacao

registro = logging.getLogger(__name__)

#: Minutos de espera depois de cada tentativa que falhou. Acabada a lista, desiste-se.
ESPERAS_MIN = (1, 2, 5, 15, 60, 180, 720)
MAXIMO_DE_TENTATIVAS = len(ESPERAS_MIN) + 1


class Situacao(models.TextChoices):
    PENDENTE = "pendente", "pendente"
    RESERVADO = "reservado", "reservado"
    ENTREGANDO = "entregando", "entregando"
    ENVIADO = "enviado", "enviado"
    FALHOU = "falhou", "falhou"
    RETIRADO = "retirado", "retirado da fila"


EM_MAOS = (Situacao.RESERVADO, Situacao.ENTREGANDO)


def _abandonada(agora) -> Q:
    return Q(situacao__in=EM_MAOS, reservado_ate__lte=agora)


def _marcada_se_entregando() -> models.Case:
    return models.Case(
        models.When(situacao=Situacao.ENTREGANDO, then=True), default=F("possivel_duplicata")
    )


class MensagemQuerySet(models.QuerySet):
    def liberadas(self):
        """As que podem sair: transacionais sempre, as demais com o portão aberto."""
        return self.filter(Q(transacional=True) | Exists(Portao.objects.filter(aberto=True)))

    def com_reserva_vencida(self, agora):
        return self.filter(_abandonada(agora))

    def por_entregar(self, agora):
        """As liberadas que esperam a vez ou que ficaram com quem morreu."""
        esperando = Q(situacao=Situacao.PENDENTE, tentar_em__lte=agora)
        return self.liberadas().filter(esperando | _abandonada(agora))

    def recusadas(self):
        """A última recusa definitiva de cada endereço, se nada chegou a ele depois.

        A que falhou antes de esgotar as tentativas foi recusada pelo destino, e a devolvida
        saiu e voltou; a que esgotou as tentativas não diz nada do endereço, nem a que se
        recusou por causa do remetente.
        """
        chegou_depois = Mensagem.objects.filter(
            para=models.OuterRef("para"),
            situacao=Situacao.ENVIADO,
            devolvida_em=None,
            enviado_em__gt=Coalesce(models.OuterRef("devolvida_em"), models.OuterRef("criado_em")),
        )
        recusada = Q(situacao=Situacao.FALHOU, tentativas__lt=MAXIMO_DE_TENTATIVAS)
        return (
            self.filter(~Exists(chegou_depois), recusada | Q(devolvida_em__isnull=False))
            .exclude(erro__startswith=smtplib.SMTPSenderRefused.__name__)
            .order_by("para", "-criado_em", "-pk")
            .distinct("para")
        )

    def desistir_das_abandonadas(self, agora) -> int:
        """Dá por falhas as que mataram quem as entregava vezes demais."""
        return (
            self.com_reserva_vencida(agora)
            .filter(tentativas__gte=MAXIMO_DE_TENTATIVAS)
            .update(
                possivel_duplicata=_marcada_se_entregando(),
                situacao=Situacao.FALHOU,
                erro="Quem entregava parou no meio em todas as tentativas.",
            )
        )

    def reservar(self, pk: int, *, por: timedelta) -> "Mensagem | None":
        """Reserva a linha por um tempo; `None` se outro a tem ou se não é hora.

        É um só UPDATE condicional. Uma linha achada em `entregando` com a
        reserva vencida pode já ter chegado ao leitor: sai marcada.
        """
        agora = timezone.now()
        reserva = uuid.uuid4()
        reservadas = (
            self.por_entregar(agora)
            .filter(pk=pk)
            .update(
                possivel_duplicata=_marcada_se_entregando(),
                situacao=Situacao.RESERVADO,
                reserva=reserva,
                reservado_ate=agora + por,
                tentativas=F("tentativas") + 1,
            )
        )
        return self.get(pk=pk, reserva=reserva) if reservadas else None


class Mensagem(models.Model):
    """Uma mensagem para um endereço. Só `servicos` e a entrega escrevem aqui.

    Pronta, tem `texto` e `html`. Por redigir, tem `modelo` e `contexto`; quem a
    entrega redige uma vez, e o que saiu fica: a história não muda com o modelo.
    """

    para = models.EmailField("para")
    assunto = models.CharField("assunto", max_length=200)
    texto = models.TextField("texto", blank=True)
    html = models.TextField("HTML", blank=True)
    modelo = models.CharField("modelo", max_length=60, blank=True)
    contexto = models.JSONField("contexto por redigir", default=dict, blank=True)
    chave = models.CharField("chave", max_length=200, unique=True)
    transacional = models.BooleanField("transacional", default=False)
    sair_url = models.URLField("endereço para deixar de receber", max_length=300, blank=True)
    situacao = models.CharField(
        "situação", max_length=12, choices=Situacao, default=Situacao.PENDENTE
    )
    reserva = models.UUIDField("reserva", null=True, editable=False)
    reservado_ate = models.DateTimeField("reservado até", null=True, blank=True)
    tentar_em = models.DateTimeField("tentar a partir de", default=timezone.now)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    erro = models.TextField("último erro", blank=True)
    message_id = models.CharField("Message-ID", max_length=200)
    possivel_duplicata = models.BooleanField("possível duplicata", default=False)
    criado_em = models.DateTimeField("criado em", default=timezone.now)
    enviado_em = models.DateTimeField("enviado em", null=True, blank=True)
    devolvida_em = models.DateTimeField("devolvida em", null=True, blank=True)

    objects = MensagemQuerySet.as_manager()

    class Meta:
        verbose_name = "mensagem"
        verbose_name_plural = "mensagens"
        ordering = ("-criado_em", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao__in=Situacao.values), name="mensagem_situacao_conhecida"
            ),
            models.CheckConstraint(
                condition=Q(situacao=Situacao.ENVIADO, enviado_em__isnull=False)
                | (~Q(situacao=Situacao.ENVIADO) & Q(enviado_em=None)),
                name="mensagem_enviada_tem_data",
            ),
            models.CheckConstraint(
                condition=Q(devolvida_em=None) | Q(situacao=Situacao.ENVIADO),
                name="mensagem_devolvida_foi_enviada",
                violation_error_message="Só volta o que saiu.",
            ),
            models.CheckConstraint(
                condition=~Q(situacao__in=EM_MAOS)
                | Q(reserva__isnull=False, reservado_ate__isnull=False),
                name="mensagem_reservada_tem_prazo",
            ),
            # Códigos, senhas e convites nunca esperam num contexto.
            models.CheckConstraint(
                condition=Q(modelo="", contexto={}) | Q(transacional=False),
                name="mensagem_transacional_ja_redigida",
            ),
            models.CheckConstraint(
                condition=Q(contexto={}) | Q(texto="", html=""),
                name="mensagem_redigida_sem_contexto",
            ),
        ]
        indexes = [
            models.Index(
                fields=("tentar_em",),
                condition=Q(situacao__in=("pendente", "reservado", "entregando")),
                name="mensagem_por_entregar",
            ),
            models.Index(fields=("para",), name="mensagem_do_endereco"),
        ]

    def __str__(self):
        return f"{self.assunto} ({self.get_situacao_display()})"

    @property
    def por_redigir(self) -> bool:
        return bool(self.contexto)

    def texto_para_ler(self) -> str:
        """O texto que saiu ou que sairia agora, sem gravar; ou por que não se redige."""
        try:
            self.redigir()
        except Exception as erro:  # mostrar a fila não pode depender do modelo
            return redacao.explicar_falha(self.modelo, erro)
        return self.texto

    def redigir(self) -> None:
        """Troca o contexto pelo texto e pelo HTML, sem gravar. Quem já os tem fica como está."""
        if self.por_redigir:
            contexto = self.contexto | {"sair_url": self.sair_url}
            self.texto, self.html = redacao.redigir(self.modelo, contexto, self.para)
            self.contexto = {}

    def marcar_entregando(self) -> bool:
        """Daqui até o fim, morrer deixa dúvida. Falso se a reserva já é de outro.

        O que acaba de ser redigido se grava junto: é o que pode chegar ao leitor.
        """
        return self._mudar(
            situacao=Situacao.ENTREGANDO,
            texto=self.texto,
            html=self.html,
            contexto=self.contexto,
        )

    def marcar_enviada(self, *, apagar_conteudo: bool) -> None:
        """Registra o envio; o conteúdo de códigos, senhas e convites não fica guardado."""
        conteudo = {"texto": "", "html": ""} if apagar_conteudo else {}
        ainda_minha = self._mudar(
            situacao=Situacao.ENVIADO, enviado_em=timezone.now(), erro="", **conteudo
        )
        if not ainda_minha:
            registro.warning("Mensagem %s entregue depois de vencida a reserva.", self.pk)
            Mensagem.objects.filter(pk=self.pk).update(possivel_duplicata=True)

    def devolver(self, falha) -> None:
        """Devolve à fila depois de uma falha, ou desiste se não adianta insistir."""
        desistir = falha.definitiva or self.tentativas >= MAXIMO_DE_TENTATIVAS
        espera = ESPERAS_MIN[min(self.tentativas, len(ESPERAS_MIN)) - 1]
        registro.warning("Mensagem %s não saiu: %s", self.pk, falha.descricao)
        self._mudar(
            situacao=Situacao.FALHOU if desistir else Situacao.PENDENTE,
            tentar_em=timezone.now() + timedelta(minutes=espera),
            erro=falha.descricao,
            possivel_duplicata=self.possivel_duplicata or falha.incerta,
        )

    def _mudar(self, **campos) -> bool:
        """Muda a linha só enquanto a reserva é desta entrega."""
        minhas = Mensagem.objects.filter(pk=self.pk, reserva=self.reserva, situacao__in=EM_MAOS)
        return bool(minhas.update(**campos))


class Portao(models.Model):
    """Portão do correio: linha única. Fechado, só saem mensagens transacionais."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    aberto = models.BooleanField("aberto", default=False)
    mudado_em = models.DateTimeField("mudado em", null=True, blank=True)
    mudado_por = models.CharField("mudado por", max_length=254, blank=True)

    class Meta:
        verbose_name = "portão do correio"
        verbose_name_plural = "portão do correio"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="portao_unico"),
        ]

    def __str__(self):
        return "Portão aberto" if self.aberto else "Portão fechado"
