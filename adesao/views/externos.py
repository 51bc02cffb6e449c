"""O usuário externo de cada pessoa que assina pelo município: a lista, o pedido e a liberação."""

from functools import cached_property

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from adesao import assinaturas, externos, forms, servicos
from adesao.models import Parte, Signatario
from adesao.views.fluxo import PaginaDaAdesao
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin


class UsuariosExternosView(PaginaDaImplantacaoMixin, TemplateView):
    """Cada pessoa do município que assina, em que pé está o cadastro dela e com quem."""

    template_name = "adesao/usuarios_externos.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            pessoas=[(p, self.enderecos(p)) for p in externos.da_cidade(self.implantacao)],
            url_da_etapa=self.url_da_etapa("adesao"),
            a_refazer=externos.a_refazer(self.implantacao),
        )

    def enderecos(self, pessoa: externos.UsuarioExterno) -> dict[str, str]:
        """Onde se registra o pedido e a liberação da pessoa; vazio, o que não cabe."""
        cadastro = pessoa.cadastro
        if pessoa.representante:
            pedido = self.url("usuario_externo_pedido")
            liberacao = self.url("usuario_externo_liberado")
        else:
            falta = pessoa.faltam[0].pk if pessoa.faltam else None
            pedido = self.url("pedido_de_quem_assina", falta) if falta else ""
            liberacao = self.url("liberacao_do_cadastro", cadastro.pk) if cadastro else ""
        return {"pedido": pedido, "liberacao": liberacao if cadastro else ""}

    def url(self, nome: str, *args) -> str:
        return reverse(f"adesao:{nome}", args=[self.implantacao.pk, *args])


class PaginaDoUsuarioExterno(PaginaDaAdesao):
    """De quem representa a prefeitura ou, pelo endereço, de outra pessoa que assina ou assinou."""

    template_name = "adesao/usuario_externo.html"

    @cached_property
    def signatario(self) -> Signatario | None:
        if "signatario_id" not in self.kwargs:
            return None
        daqui = Signatario.objects.ativos().filter(
            instrumento__implantacao=self.implantacao, parte=Parte.MUNICIPIO
        )
        lidos = daqui.select_related(
            "instrumento__implantacao",
            "representante__cadastro_externo",
            "pessoa__cadastro_externo",
        )
        return get_object_or_404(lidos, pk=self.kwargs["signatario_id"])

    @cached_property
    def representante(self):
        return servicos.representante_atual(self.implantacao)

    @cached_property
    def quem(self):
        """A pessoa como está registrada; sem registro, `None`."""
        if "cadastro_id" in self.kwargs:
            daqui = externos.cadastros(self.implantacao)
            return get_object_or_404(daqui, pk=self.kwargs["cadastro_id"]).quem
        atual = self.representante
        if self.signatario is None or (atual and assinaturas.e_de(self.signatario, atual)):
            return atual
        return self.signatario.quem

    @cached_property
    def cadastro(self):
        return assinaturas.cadastro_de(self.quem)

    def quem_se_registra(self):
        if self.signatario is None:
            return self.quem
        return assinaturas.quem_assina(self.signatario, self.representante)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"quem": self.quem or self.signatario}

    def get_success_url(self):
        if self.quem == self.representante:
            return super().get_success_url()
        return reverse("adesao:usuarios_externos", args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        quem = self.quem or self.signatario
        movimentos = (
            self.cadastro.movimentos.select_related("registrado_por") if (self.cadastro) else []
        )
        return super().get_context_data(
            **kwargs,
            quem=quem,
            nome=getattr(quem, "nome_publico", None) or getattr(quem, "nome", ""),
            cargo=self.signatario.cargo if self.signatario else getattr(quem, "cargo", ""),
            cadastro=self.cadastro,
            movimentos=list(movimentos),
            a_refazer=externos.a_refazer(self.implantacao),
            outras=[p for p in externos.da_cidade(self.implantacao) if not p.representante],
        )


class PedidoView(PaginaDoUsuarioExterno):
    item = "usuario_externo_pedido"
    form_class = forms.PedidoForm
    mensagem = "Pedido registrado. Agora a liberação está com a Prodesp."

    def get_initial(self):
        return {"pedido_em": self.cadastro.pedido_em} if self.cadastro else {}

    def gravar(self, form):
        externos.pedir_cadastro_externo(
            self.implantacao,
            quem=self.quem_se_registra(),
            pedido_em=form.cleaned_data["pedido_em"],
            comprovante=self.guardar(form, "comprovante"),
            por=self.request.user,
        )
        return "Cadastro de usuário externo pedido."

    def dia_do_fato(self, form):
        return form.cleaned_data["pedido_em"]


class LiberacaoView(PaginaDoUsuarioExterno):
    item = "usuario_externo_liberado"
    form_class = forms.LiberacaoForm
    mensagem = "Liberação registrada."

    def get_initial(self):
        if self.cadastro is None:
            return {}
        campos = ("liberado_em", "desativado_em")
        return {campo: getattr(self.cadastro, campo) for campo in campos}

    def gravar(self, form):
        cadastro = externos.liberar_cadastro_externo(
            self.implantacao,
            quem=self.quem_se_registra(),
            por=self.request.user,
            **form.cleaned_data,
        )
        return f"Usuário externo {'desativado' if cadastro.desativado_em else 'liberado'}."

    def dia_do_fato(self, form):
        return form.cleaned_data["liberado_em"]
